package dev.postern.benchmarks.load;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Messages for clients that come and go. */
@Command(
    name = "churn",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Messages from the mix port while clients' connections break and clients come back. In the"
            + " end all leave and log in once more; what was acknowledged and never came is lost.")
final class ChurnCommand implements Callable<Integer> {
  private static final int USUAL_CLIENTS = 50;

  @Mixin private GatewayOptions gateway;
  @Mixin private PaceOptions pace;
  @Mixin private SendingOptions sending;
  @Mixin private CrowdOptions clients;

  @Option(
      names = "--drops-per-second",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many connections break a second (${DEFAULT-VALUE}).")
  private int dropsPerSecond;

  @Option(
      names = "--longest-absence-ms",
      paramLabel = "MS",
      defaultValue = "1000",
      description = "How long a client is away at most (${DEFAULT-VALUE}).")
  private int longestAbsenceMillis;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "From which it comes who goes, and for how long (${DEFAULT-VALUE}).")
  private long seed;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields before it runs the command
  ChurnCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    return gateway.run(this::churn);
  }

  private void churn(GatewayOptions.Subject subject, Report report)
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
      Churn churn =
          new Churn(
              run.crowd().clients(),
              run.loops().next(),
              seed,
              Arguments.positive("--drops-per-second", dropsPerSecond),
              Duration.ofMillis(Arguments.positive("--longest-absence-ms", longestAbsenceMillis)),
              clients.patience());
      run.send(
          pace.pace(sending.window(), run.progress(), log.acks()::count, clients.patience()),
          pace.warmUp(run.packets()));
      run.settle(log.acks()::count);
      int notLetIn = churn.stop();
      run.crowd().leave();
      run.crowd().logIn();
      run.await(log.messages()::count, log.sent());
      report
          .put("rate", pace.rate().toString())
          .put("connections_dropped", churn.dropped())
          .put("not_let_in_again", notLetIn)
          .put("acked_lost", log.ackedAndNotDelivered());
      run.report(report);
      run.reportAcks(report);
      run.reportMessages(report);
    }
  }
}
