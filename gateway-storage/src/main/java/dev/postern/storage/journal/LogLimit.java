package dev.postern.storage.journal;

import java.util.concurrent.TimeUnit;

/** Lets a line that says the same again through once a minute. One thread. */
final class LogLimit {
  private static final long NANOS = TimeUnit.MINUTES.toNanos(1);

  private boolean used;
  private long lastNanos;

  /** Whether it may be said now. */
  boolean passes() {
    long now = System.nanoTime();
    if (used && now - lastNanos < NANOS) {
      return false;
    }
    used = true;
    lastNanos = now;
    return true;
  }
}
