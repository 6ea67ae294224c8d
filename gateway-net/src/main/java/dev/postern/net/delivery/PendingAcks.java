package dev.postern.net.delivery;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** How many messages wait for the disk before their SURB-ack goes out. Thread-safe. */
final class PendingAcks {
  private final AtomicLong pending = new AtomicLong(); // >= 0

  void begin() {
    pending.incrementAndGet();
  }

  void end() {
    if (pending.decrementAndGet() == 0) {
      synchronized (this) {
        notifyAll();
      }
    }
  }

  long count() {
    return pending.get();
  }

  /** Whether there was a moment without any before the time was up. Blocks. */
  synchronized boolean awaitNone(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (pending.get() > 0) {
      long leftMillis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (leftMillis <= 0) {
        return false;
      }
      wait(leftMillis);
    }
    return true;
  }
}
