package dev.postern.net.forwarding;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What all hops together hold in memory, in bytes of frames: in their queues, and on the way to
 * their sockets. The last quarter is for hops that are connected and keep up, so that those which
 * aren't, or don't, can't take everybody's room. Thread-safe.
 */
final class QueueMemory {
  private final long capacity;
  private final long forAnyone;
  private final AtomicLong used = new AtomicLong(); // 0 <= used <= capacity

  QueueMemory(long capacity) {
    this.capacity = capacity;
    this.forAnyone = capacity - capacity / 4;
  }

  /** Takes the room, or returns false. */
  boolean take(int bytes, boolean keepsUp) {
    long limit = keepsUp ? capacity : forAnyone;
    long before;
    do {
      before = used.get();
      if (before + bytes > limit) {
        return false;
      }
    } while (!used.compareAndSet(before, before + bytes));
    return true;
  }

  /** Gives it back. */
  void give(int bytes) {
    if (used.addAndGet(-bytes) < 0) {
      throw new AssertionError("more room was given back than taken");
    }
  }

  long used() {
    return used.get();
  }
}
