package dev.postern.net;

import java.time.Duration;
import java.util.function.LongSupplier;

/** So many lines in any span of so long; over all that draw from it. Thread-safe. */
final class LogBudget {
  private final long spanNanos;
  private final LongSupplier nanoTime;

  // Guarded by this: when the last lines were written, in a ring; the next one overwrites the
  // oldest.
  private final long[] writtenAt;
  private int next;
  private long written;

  LogBudget(int lines, Duration span, LongSupplier nanoTime) {
    this.writtenAt = new long[lines];
    this.spanNanos = span.toNanos();
    this.nanoTime = nanoTime;
  }

  /** Whether there is a line left; it is taken then. */
  synchronized boolean take() {
    long now = nanoTime.getAsLong();
    if (written >= writtenAt.length && now - writtenAt[next] < spanNanos) {
      return false;
    }
    writtenAt[next] = now;
    next = (next + 1) % writtenAt.length;
    written++;
    return true;
  }
}
