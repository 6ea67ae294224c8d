package dev.postern.benchmarks.load;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread wait for what others count. Who counts wakes nobody until what is waited for is
 * there, so that counting stays cheap.
 */
final class Progress {
  private volatile @Nullable BooleanSupplier awaited; // null while nobody waits

  /** Something was counted; after the counter was changed. */
  void changed() {
    BooleanSupplier condition = awaited;
    if (condition != null && condition.getAsBoolean()) {
      synchronized (this) {
        notifyAll();
      }
    }
  }

  /**
   * Waits until a condition holds, as long as there is progress towards it.
   *
   * @param count grows as long as there is
   * @param patience how long it may stay what it is
   * @return whether the condition holds
   */
  boolean await(BooleanSupplier condition, LongSupplier count, Duration patience)
      throws InterruptedException {
    awaited = condition;
    try {
      synchronized (this) {
        long counted = count.getAsLong();
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
          long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
          if (leftMillis > 0) {
            wait(leftMillis);
          } else if (count.getAsLong() == counted) {
            return false;
          } else {
            counted = count.getAsLong();
            deadline = System.nanoTime() + patience.toNanos();
          }
        }
        return true;
      }
    } finally {
      awaited = null;
    }
  }
}
