package dev.postern.net;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells when something that was begun is not finished in time: a frame whose bytes come one by one.
 *
 * <p>Beginning and finishing only note the time; one scheduled task at most looks at it when it is
 * due, and puts itself off. Runs on the event loop.
 */
public final class StallTimer {
  private final EventLoop loop;
  private final long limitNanos;
  private final BooleanSupplier excused;
  private final Runnable tooLong;

  private boolean underWay;
  private boolean stopped;
  private long since; // only while something is under way; on the loop's clock
  private @Nullable Future<?> task;

  /**
   * Nothing has begun.
   *
   * @param excused whether it is our own doing that nothing comes; then the time begins anew
   * @param tooLong is run once for each time that is over
   */
  public StallTimer(EventLoop loop, Duration limit, BooleanSupplier excused, Runnable tooLong) {
    this.loop = loop;
    this.limitNanos = limit.toNanos();
    this.excused = excused;
    this.tooLong = tooLong;
  }

  /** Something is under way: since now, unless it was so already. */
  public void underWay() {
    if (underWay || stopped) {
      return;
    }
    underWay = true;
    since = loop.ticker().nanoTime();
    if (task == null) {
      lookIn(limitNanos);
    }
  }

  /** It is finished. */
  public void finished() {
    underWay = false;
  }

  /** For good. */
  public void stop() {
    stopped = true;
    underWay = false;
    if (task != null) {
      task.cancel(false);
    }
  }

  private void look() {
    task = null;
    if (!underWay) {
      return;
    }
    if (excused.getAsBoolean()) {
      since = loop.ticker().nanoTime();
    }
    long leftNanos = limitNanos - (loop.ticker().nanoTime() - since);
    if (leftNanos > 0) {
      lookIn(leftNanos);
    } else {
      underWay = false;
      tooLong.run();
    }
  }

  private void lookIn(long nanos) {
    task = loop.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
  }
}
