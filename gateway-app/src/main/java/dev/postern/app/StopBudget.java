package dev.postern.app;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a stop may wait, all its parts together: what one doesn't use is there for the next, and
 * however long each of them would like to wait, they don't add up. For one thread.
 */
final class StopBudget {
  private final Duration whole;
  private final LongSupplier nanoTime;
  private long startedAt;
  private boolean started;

  /**
   * Begins to run with the first {@link #atMost}.
   *
   * @param nanoTime as {@link System#nanoTime}
   */
  StopBudget(Duration whole, LongSupplier nanoTime) {
    this.whole = whole;
    this.nanoTime = nanoTime;
  }

  /** How long the next part may wait: so long, or for what is left of the whole, down to zero. */
  Duration atMost(Duration wish) {
    if (!started) {
      started = true;
      startedAt = nanoTime.getAsLong();
    }
    Duration left = whole.minusNanos(nanoTime.getAsLong() - startedAt);
    if (left.isNegative()) {
      return Duration.ZERO;
    }
    return left.compareTo(wish) < 0 ? left : wish;
  }
}
