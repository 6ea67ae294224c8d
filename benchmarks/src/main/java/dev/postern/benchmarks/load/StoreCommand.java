package dev.postern.benchmarks.load;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Messages for clients that are offline, who fetch them afterwards. */
@Command(
    name = "store",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Messages from the mix port to clients that are offline: acks at the sink. Afterwards they"
            + " log in, and must find what was acknowledged.")
final class StoreCommand implements Callable<Integer> {
  private static final int USUAL_CLIENTS = 10;

  @Mixin private GatewayOptions gateway;
  @Mixin private PaceOptions pace;
  @Mixin private SendingOptions sending;
  @Mixin private CrowdOptions clients;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields before it runs the command
  StoreCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    return gateway.run(this::store);
  }

  private void store(GatewayOptions.Subject subject, Report report)
      throws IOException, InterruptedException {
    try (TrafficRun run =
        new TrafficRun(
            subject,
            Direction.TO_CLIENTS,
            sending,
            clients,
            clients.count(USUAL_CLIENTS),
            sending.packets(pace.usualPackets()))) {
      PacketLog log = run.log();
      run.crowd().register();
      run.build();
      run.crowd().leave();
      run.send(
          pace.pace(sending.window(), run.progress(), log.acks()::count, clients.patience()),
          pace.warmUp(run.packets()));
      run.settle(log.acks()::count);

      long login = System.nanoTime();
      run.crowd().logIn();
      run.await(log.messages()::count, log.acks().count());
      report
          .put("rate", pace.rate().toString())
          .put("fetched_ms", (System.nanoTime() - login) / 1e6)
          .put("acked_not_delivered", log.ackedAndNotDelivered());
      run.report(report);
      run.reportAcks(report);
    }
  }
}
