package dev.postern.net.client;

import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether we know who is at the other end of a connection: a stranger gets little of everything,
 * and not for long. Runs on the channel's event loop.
 *
 * <p>The time of a stranger runs from the upgrade on, whatever comes of its attempts. Only while
 * the store or another session is asked about a proof it isn't cut off: that takes as long as it
 * takes, and is not its fault.
 */
final class Standing {
  private final Runnable tooLate;
  private @Nullable Future<?> deadline; // null once it is known
  private State state = State.STRANGER;
  private boolean overdue;
  private @Nullable Runnable whenKnown;

  private enum State {
    STRANGER,
    BEING_DECIDED,
    KNOWN
  }

  /**
   * A stranger.
   *
   * @param tooLate is run once if it still is one when its time is over
   */
  Standing(Channel channel, Duration time, Runnable tooLate) {
    this.tooLate = tooLate;
    this.deadline =
        channel.eventLoop().schedule(this::timeIsOver, time.toNanos(), TimeUnit.NANOSECONDS);
    channel.closeFuture().addListener(closed -> noDeadline());
  }

  /** Neither logged in nor about to be. */
  boolean isStranger() {
    return state == State.STRANGER;
  }

  boolean isKnown() {
    return state == State.KNOWN;
  }

  /** What is to happen when the client has logged in. */
  void whenKnown(Runnable then) {
    whenKnown = then;
  }

  /** Somebody is asked about it. */
  void isBeingDecided() {
    if (state == State.STRANGER) {
      state = State.BEING_DECIDED;
    }
  }

  /** Nobody is asked any more; if it has not logged in it is a stranger as before. */
  void wasDecided() {
    if (state == State.BEING_DECIDED) {
      state = State.STRANGER;
      if (overdue) {
        tooLate.run();
      }
    }
  }

  /** It has logged in, for good. */
  void becomesKnown() {
    state = State.KNOWN;
    noDeadline();
    if (whenKnown != null) {
      whenKnown.run();
    }
  }

  private void noDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null; // it may stay for months, and the task holds on to much
    }
  }

  private void timeIsOver() {
    if (state == State.STRANGER) {
      tooLate.run();
    } else {
      overdue = true;
    }
  }
}
