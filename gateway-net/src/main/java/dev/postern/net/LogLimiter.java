package dev.postern.net;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Lets one log line through per interval and counts the rest, so that whoever causes a line can't
 * fill a disk with it. One per thing that is said. Thread-safe.
 *
 * <pre>
 *   storeFailed.log(more -&gt; log.error("messages are refused ({} more since the last line)", more));
 * </pre>
 *
 * <p>Those of {@link #ofPeers} also share a budget, since one peer can cause things of many kinds:
 * all of them together write no more than ten lines in any minute, of which those at debug level
 * have four that the others don't need to share. The log is the process's, and so is the budget.
 */
public final class LogLimiter {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final LogBudget LINES = new LogBudget(6, MINUTE, System::nanoTime);
  private static final LogBudget DEBUG_LINES = new LogBudget(4, MINUTE, System::nanoTime);

  private final long intervalNanos;
  private final LongSupplier nanoTime;
  private final LogBudget lines;
  private final LogBudget debugLines;
  private final AtomicLong nextAt;
  private final LongAdder suppressed = new LongAdder();

  /**
   * With the clock and the budgets that it goes by.
   *
   * @param nanoTime as {@link System#nanoTime}
   * @param lines for all but debug lines
   */
  LogLimiter(Duration interval, LongSupplier nanoTime, LogBudget lines, LogBudget debugLines) {
    this.intervalNanos = interval.toNanos();
    this.nanoTime = nanoTime;
    this.lines = lines;
    this.debugLines = debugLines;
    this.nextAt = new AtomicLong(nanoTime.getAsLong());
  }

  /** For what a peer can cause: at most one line in a minute, and all such within the budget. */
  public static LogLimiter ofPeers() {
    return new LogLimiter(MINUTE, System::nanoTime, LINES, DEBUG_LINES);
  }

  /** Writes the line, with the number of those left out since the last one, or leaves it out. */
  public void log(LongConsumer line) {
    write(lines, line);
  }

  /** The same with a debug line; costs nothing where those aren't written. */
  public void debug(Logger log, LongConsumer line) {
    if (log.isDebugEnabled()) {
      write(debugLines, line);
    }
  }

  private void write(LogBudget budget, LongConsumer line) {
    long now = nanoTime.getAsLong();
    long at = nextAt.get();
    if (now - at >= 0 && budget.take() && nextAt.compareAndSet(at, now + intervalNanos)) {
      line.accept(suppressed.sumThenReset());
    } else {
      suppressed.increment();
    }
  }
}
