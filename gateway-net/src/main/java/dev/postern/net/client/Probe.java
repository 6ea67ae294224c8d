package dev.postern.net.client;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Those who want to know whether a client still lives. They share one deadline, the first one's: if
 * each began another, a client that comes again and again would never be let in.
 *
 * <p>They hear the answer newest first. What one does at once when it hears it, on this thread, it
 * does before the others: so of several newcomers the latest gets the place. A client that opens
 * another connection has mostly given up the one before.
 *
 * <p>Runs on the event loop.
 */
final class Probe {
  private final EventLoop loop;
  private final Runnable tooLong;
  private final Deque<CompletableFuture<Boolean>> askers = new ArrayDeque<>(1); // newest first
  private @Nullable Future<?> deadline;

  /**
   * Nobody asks yet.
   *
   * @param tooLong ends in {@link #answer}
   */
  Probe(EventLoop loop, Runnable tooLong) {
    this.loop = loop;
    this.tooLong = tooLong;
  }

  /** Whether this is the first who asks. */
  boolean ask(CompletableFuture<Boolean> asker, Duration patience) {
    boolean isFirst = askers.isEmpty();
    askers.addFirst(asker);
    if (isFirst) {
      deadline = loop.schedule(tooLong, patience.toNanos(), TimeUnit.NANOSECONDS);
    }
    return isFirst;
  }

  /** Tells all who ask. */
  void answer(boolean lives) {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
    List<CompletableFuture<Boolean>> all = List.copyOf(askers);
    askers.clear();
    all.forEach(asker -> asker.complete(lives));
  }
}
