package dev.postern.benchmarks.load;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Clients that register, one after the other. */
@Command(
    name = "register",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Clients that connect, register and leave, --at-once of them at a time. The latency is from"
            + " the attempt to connect to the gateway's last word.")
final class RegisterCommand implements Callable<Integer> {
  private static final int USUAL_CLIENTS = 1000;

  @Mixin private GatewayOptions gateway;
  @Mixin private CrowdOptions clients;
  @Mixin private WarmUpOptions warmUp;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields before it runs the command
  RegisterCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    return gateway.run(this::register);
  }

  private void register(GatewayOptions.Subject subject, Report report) throws InterruptedException {
    int count = clients.count(USUAL_CLIENTS);
    EventLoopGroup loops = Loops.start(clients.eventLoops());
    try {
      warmUp.run(loops, subject.gateway(), clients);
      Crowd crowd = new Crowd(loops, subject.gateway(), clients, count, ClientEvents.IGNORED);
      Latency latency = new Latency();
      ProcessUse before = subject.watch().now();
      long begin = System.nanoTime();
      crowd.all(
          client -> {
            long asked = System.nanoTime();
            return client
                .register()
                .thenRun(() -> latency.add(asked, System.nanoTime()))
                .thenCompose(registered -> client.leave());
          });
      double seconds = (System.nanoTime() - begin) / 1e9;
      ProcessUse after = subject.watch().now();
      report
          .put("registered", latency.count())
          .put("registered_per_second", latency.count() / seconds)
          .put("registration", latency);
      subject.watch().report(report, before, after, "registration", count);
    } finally {
      Loops.stop(loops);
    }
  }
}
