package dev.postern.benchmarks.load;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Messages for clients that are online. */
@Command(
    name = "push",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Messages from the mix port to clients that are online: acks at the sink, messages at their"
            + " WebSockets.")
final class PushCommand implements Callable<Integer> {
  private static final int USUAL_CLIENTS = 10;

  @Mixin private GatewayOptions gateway;
  @Mixin private PaceOptions pace;
  @Mixin private SendingOptions sending;
  @Mixin private CrowdOptions clients;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields before it runs the command
  PushCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    return gateway.run(this::push);
  }

  private void push(GatewayOptions.Subject subject, Report report)
      throws IOException, InterruptedException {
    try (TrafficRun run =
        new TrafficRun(
            subject,
            Direction.TO_CLIENTS,
            sending,
            clients,
            clients.count(USUAL_CLIENTS),
            sending.packets(pace.usualPackets()))) {
      run.crowd().register();
      run.build();
      run.send(
          pace.pace(sending.window(), run.progress(), run::ackedAndDelivered, clients.patience()),
          pace.warmUp(run.packets()));
      run.settle(run::ackedAndDelivered);
      report.put("rate", pace.rate().toString());
      run.report(report);
      run.reportAcks(report);
      run.reportMessages(report);
    }
  }
}
