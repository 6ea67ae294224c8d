package dev.postern.benchmarks.load;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many clients, and how patiently they are waited for. */
final class CrowdOptions {
  @Option(
      names = "--client-count",
      paramLabel = "K",
      description = "How many clients; what is usual depends on the scenario.")
  private @Nullable Integer count;

  @Option(
      names = "--at-once",
      paramLabel = "N",
      defaultValue = "32",
      description = "How many of them register or log in at a time (${DEFAULT-VALUE}).")
  private int atOnce;

  @Option(
      names = "--event-loops",
      paramLabel = "N",
      defaultValue = "1",
      description = "Threads that serve clients and take acks (${DEFAULT-VALUE}).")
  private int eventLoops;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description =
          "After so long without any progress the run goes on or fails (${DEFAULT-VALUE}).")
  private int patienceSeconds;

  CrowdOptions() {}

  int count(int usual) {
    return Arguments.positive("--client-count", count == null ? usual : count);
  }

  int atOnce() {
    return Arguments.positive("--at-once", atOnce);
  }

  int eventLoops() {
    return Arguments.positive("--event-loops", eventLoops);
  }

  Duration patience() {
    return Duration.ofSeconds(Arguments.positive("--patience", patienceSeconds));
  }
}
