package dev.postern.benchmarks.load;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Packets that clients have sent to their first hop. */
@Command(
    name = "forward",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Packets of clients for the sink as their first hop. An ack is the gateway's answer to the"
            + " client, a delivery the packet's arrival at the sink.")
final class ForwardCommand implements Callable<Integer> {
  private static final int USUAL_CLIENTS = 10;

  @Mixin private GatewayOptions gateway;
  @Mixin private PaceOptions pace;
  @Mixin private SendingOptions sending;
  @Mixin private CrowdOptions clients;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields before it runs the command
  ForwardCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    return gateway.run(this::forward);
  }

  private void forward(GatewayOptions.Subject subject, Report report)
      throws IOException, InterruptedException {
    try (TrafficRun run =
        new TrafficRun(
            subject,
            Direction.FROM_CLIENTS,
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
