package dev.postern.net;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Lets one log line through per interval and counts the rest, so that whoever causes a line can't
 * fill a disk with it. One per thing that is said. Thread-safe.
 *
 * <pre>
 *   storeFailed.log(more -&gt; log.error("messages are refused ({} more since the last line)", more));
 * </pre>
 */
public final class LogLimiter {
  private final long intervalNanos;
  private final LongSupplier nanoTime;
  private final AtomicLong nextAt;
  private final LongAdder suppressed = new LongAdder();

  /**
   * With the clock it goes by.
   *
   * @param nanoTime as {@link System#nanoTime}
   */
  public LogLimiter(Duration interval, LongSupplier nanoTime) {
    this.intervalNanos = interval.toNanos();
    this.nanoTime = nanoTime;
    this.nextAt = new AtomicLong(nanoTime.getAsLong());
  }

  /** At most one line in ten seconds. */
  public static LogLimiter everyTenSeconds() {
    return new LogLimiter(Duration.ofSeconds(10), System::nanoTime);
  }

  /** Writes the line, with the number of those left out since the last one, or leaves it out. */
  public void log(LongConsumer line) {
    long now = nanoTime.getAsLong();
    long at = nextAt.get();
    if (now - at >= 0 && nextAt.compareAndSet(at, now + intervalNanos)) {
      line.accept(suppressed.sumThenReset());
    } else {
      suppressed.increment();
    }
  }
}
