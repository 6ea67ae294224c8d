package dev.postern.benchmarks.load;

import java.time.Duration;

/** What the generator itself takes of the processors that the gateway wants too. */
final class OwnUse {
  private OwnUse() {}

  /** Processor time of this process since it began; zero where the system doesn't tell. */
  static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }
}
