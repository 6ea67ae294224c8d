package dev.postern.net.client;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells when a client has left pings without a pong for too long: since the oldest one that is out
 * was handed to the channel, or since the last pong of ours if that came later.
 *
 * <p>There is one scheduled task at most. Pings and pongs only note the time; the task looks at it
 * when it is due, and puts itself off. Runs on the event loop.
 */
final class SilenceTimer {
  private final EventLoop loop;
  private final long limitNanos;
  private final Runnable tooLong;

  private boolean pingOut;
  private long since; // only while a ping is out; on the loop's clock
  private @Nullable Future<?> task;

  SilenceTimer(EventLoop loop, Duration limit, Runnable tooLong) {
    this.loop = loop;
    this.limitNanos = limit.toNanos();
    this.tooLong = tooLong;
  }

  /** A ping was handed to the channel. Whether the socket takes it is part of the question. */
  void pinged() {
    if (!pingOut) {
      pingOut = true;
      since = loop.ticker().nanoTime();
    }
    if (task == null) {
      lookIn(limitNanos);
    }
  }

  /** A pong of ours came. If another ping is out it went out before this. */
  void ponged(boolean anotherIsOut) {
    pingOut = anotherIsOut;
    since = loop.ticker().nanoTime();
  }

  /** For good. */
  void stop() {
    pingOut = false;
    if (task != null) {
      task.cancel(false);
    }
  }

  private void look() {
    task = null;
    if (!pingOut) {
      return;
    }
    long leftNanos = limitNanos - (loop.ticker().nanoTime() - since);
    if (leftNanos > 0) {
      lookIn(leftNanos);
    } else {
      tooLong.run();
    }
  }

  private void lookIn(long nanos) {
    task = loop.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
  }
}
