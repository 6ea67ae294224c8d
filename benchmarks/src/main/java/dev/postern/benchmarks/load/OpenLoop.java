package dev.postern.benchmarks.load;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * So many packets a second, each due at its own time whatever became of those before it. A gateway
 * that stops for a second doesn't get away with one slow packet: those that were due meanwhile are
 * late too, and are measured from when they were due.
 */
final class OpenLoop implements Pace {
  private static final int LONGEST_RUN = 16;
  private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final long perSecond;
  private final long lengthNanos;
  private final LongSupplier clock;
  private long start;

  /** For a time. */
  OpenLoop(long perSecond, Duration length) {
    this(perSecond, length, System::nanoTime);
  }

  /** By another clock, for a test that doesn't wait. */
  OpenLoop(long perSecond, Duration length, LongSupplier clock) {
    this.perSecond = perSecond;
    this.lengthNanos = length.toNanos();
    this.clock = clock;
  }

  @Override
  public void start(long nanoTime) {
    start = nanoTime;
  }

  @Override
  public int awaitDue(int index) {
    if (dueNanos(index) - start >= lengthNanos) {
      return OVER;
    }
    long now = clock.getAsLong();
    for (long wait = dueNanos(index) - now; wait > 0; wait = dueNanos(index) - now) {
      LockSupport.parkNanos(wait);
      now = clock.getAsLong();
    }
    int run = 1;
    while (run < LONGEST_RUN && isDue(index + run, now)) {
      run++;
    }
    return run;
  }

  private boolean isDue(int index, long now) {
    return dueNanos(index) - now <= 0 && dueNanos(index) - start < lengthNanos;
  }

  // No sum of rounded intervals: after an hour the last packet is where it belongs.
  @Override
  public long dueNanos(int index) {
    long seconds = index / perSecond;
    long rest = index % perSecond;
    return start + seconds * NANOS_PER_SECOND + rest * NANOS_PER_SECOND / perSecond;
  }
}
