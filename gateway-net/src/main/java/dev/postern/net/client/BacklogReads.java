package dev.postern.net.client;

import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * Whose backlog is read just now, of all clients on one event loop: that of a few at a time, and in
 * the order in which they asked. When thousands come back at once, what is read for them would else
 * pile up in memory, and the loop would send all of it before it looked at its sockets again.
 *
 * <p>So a place is given at the beginning of a turn of the loop only. Not thread-safe: it is for
 * that loop.
 */
final class BacklogReads {
  /** Each brings 64 messages at most, which take a millisecond or two to seal and to write. */
  static final int AT_ONCE = 2;

  private final EventExecutor loop;
  private final Queue<Place> waiting = new ArrayDeque<>(); // some have left
  private int taken;
  private boolean turnIsPlanned;

  /** Nobody reads. */
  BacklogReads(EventExecutor loop) {
    this.loop = loop;
  }

  /**
   * One client's: it asks, reads when it is called, and leaves when it has what it read, which it
   * sends in that turn.
   */
  Place place(Runnable read) {
    return new Place(read);
  }

  /** One after the other: {@link #ask}, the read, {@link #leave}. */
  final class Place {
    private final Runnable read;
    private boolean asked; // waits, or has its turn
    private boolean reading;

    private Place(Runnable read) {
      this.read = read;
    }

    /** Has {@code read} called in a later turn of the loop. */
    void ask() {
      asked = true;
      waiting.add(this);
      planTurn();
    }

    /** It is others' turn, or this one wants no more. Does nothing if it didn't ask. */
    void leave() {
      asked = false;
      if (reading) {
        reading = false;
        taken--;
        planTurn();
      }
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // nobody cancels it
  private void planTurn() {
    if (!turnIsPlanned && taken < AT_ONCE && !waiting.isEmpty()) {
      turnIsPlanned = true;
      // Not execute: that would still be this turn.
      loop.schedule(this::takeTurn, 0, TimeUnit.NANOSECONDS);
    }
  }

  private void takeTurn() {
    turnIsPlanned = false;
    while (taken < AT_ONCE && !waiting.isEmpty()) {
      Place next = waiting.remove();
      if (next.asked) {
        taken++;
        next.reading = true;
        next.read.run();
      }
    }
  }
}
