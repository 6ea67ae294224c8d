package dev.postern.benchmarks.load;

import io.netty.channel.EventLoopGroup;
import picocli.CommandLine.Option;

/** Clients before those that are measured, so that the gateway's JVM has seen some. */
final class WarmUpOptions {
  @Option(
      names = "--warm-up-clients",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "How many clients register and leave before the first figure (${DEFAULT-VALUE}).")
  private int count;

  WarmUpOptions() {}

  /** Lets them come and go. */
  void run(EventLoopGroup loops, Target gateway, CrowdOptions options) throws InterruptedException {
    int clients = Arguments.atLeast("--warm-up-clients", count, 0);
    new Crowd(loops, gateway, options, clients, ClientEvents.IGNORED)
        .all(client -> client.register().thenCompose(registered -> client.leave()));
  }
}
