package dev.postern.benchmarks.load;

import java.time.Duration;
import picocli.CommandLine.Option;

/** Whether others get messages while what is measured happens. */
final class BesideOptions {
  @Option(
      names = "--beside-rate",
      paramLabel = "N",
      defaultValue = "0",
      description = "Messages a second for 50 other clients meanwhile (${DEFAULT-VALUE}).")
  private int rate;

  @Option(
      names = "--beside-seconds",
      paramLabel = "S",
      defaultValue = "10",
      description = "For how long, the first of them before anything else (${DEFAULT-VALUE}).")
  private int seconds;

  BesideOptions() {}

  boolean isWanted() {
    return Arguments.atLeast("--beside-rate", rate, 0) > 0;
  }

  int rate() {
    return rate;
  }

  Duration length() {
    return Duration.ofSeconds(Arguments.positive("--beside-seconds", seconds));
  }
}
