package dev.postern.benchmarks.load;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Clients that are here and do nothing. */
@Command(
    name = "idle",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Clients that register, stay and do nothing: what each adds to the gateway's memory, and"
            + " what all take of the processor while they stay.")
final class IdleCommand implements Callable<Integer> {
  private static final int USUAL_CLIENTS = 1000;

  @Mixin private GatewayOptions gateway;
  @Mixin private CrowdOptions clients;
  @Mixin private WarmUpOptions warmUp;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "10",
      description = "How long they stay (${DEFAULT-VALUE}).")
  private int seconds;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields before it runs the command
  IdleCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    return gateway.run(this::stay);
  }

  private void stay(GatewayOptions.Subject subject, Report report) throws InterruptedException {
    int count = clients.count(USUAL_CLIENTS);
    EventLoopGroup loops = Loops.start(clients.eventLoops());
    try {
      warmUp.run(loops, subject.gateway(), clients);
      Crowd crowd = new Crowd(loops, subject.gateway(), clients, count, ClientEvents.IGNORED);
      ProcessUse empty = subject.watch().now();
      crowd.register();
      ProcessUse full = subject.watch().now();
      loops.schedule(() -> {}, Arguments.positive("--seconds", seconds), TimeUnit.SECONDS).sync();
      ProcessUse after = subject.watch().now();
      report.put("clients", count).put("clients_online", crowd.onlineCount());
      if (!subject.watch().isBlind()) {
        report
            .put("rss_empty_kib", empty.residentKib())
            .put("rss_registered_kib", full.residentKib())
            .put(
                "rss_kib_per_client", (double) (after.residentKib() - empty.residentKib()) / count);
      }
      subject.watch().report(report, full, after, "client", count);
    } finally {
      Loops.stop(loops);
    }
  }
}
