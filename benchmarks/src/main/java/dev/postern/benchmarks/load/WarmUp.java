package dev.postern.benchmarks.load;

import java.time.Duration;

/**
 * What isn't measured: it is over when one of the two is reached.
 *
 * @param time since the first packet
 * @param packets that were sent
 */
record WarmUp(Duration time, int packets) {
  /** All is measured. */
  static final WarmUp NONE = new WarmUp(Duration.ZERO, 0);

  boolean isOver(long nanos, int sent) {
    return nanos >= time.toNanos() || sent >= packets;
  }
}
