package dev.postern.benchmarks.load;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which packets are built, and how they are sent. */
final class SendingOptions {
  private static final int MOST_HOPS = 5;

  @Option(
      names = "--packets",
      paramLabel = "N",
      description =
          "How many packets to build, 2.5 kB of memory each; what is usual depends on the scenario:"
              + " what the rate needs, or 100,000. When they are used up the sending is over.")
  private @Nullable Integer packets;

  @Option(
      names = "--connections",
      paramLabel = "C",
      defaultValue = "4",
      description = "Connections to the mix port (${DEFAULT-VALUE}).")
  private int connections;

  @Option(
      names = "--window",
      paramLabel = "N",
      defaultValue = "512",
      description =
          "Packets that may wait for an answer, where no rate is given (${DEFAULT-VALUE}).")
  private int window;

  @Option(
      names = "--ack-hops",
      paramLabel = "1..5",
      defaultValue = "1",
      description = "For how many hops acks are built (${DEFAULT-VALUE}).")
  private int ackHops;

  SendingOptions() {}

  int packets(int usual) {
    return Arguments.positive("--packets", packets == null ? usual : packets);
  }

  int connections() {
    return Arguments.positive("--connections", connections);
  }

  int window() {
    return Arguments.positive("--window", window);
  }

  int ackHops() {
    if (ackHops > MOST_HOPS) {
      throw new LoadFailure("--ack-hops must be " + MOST_HOPS + " or less");
    }
    return Arguments.positive("--ack-hops", ackHops);
  }
}
