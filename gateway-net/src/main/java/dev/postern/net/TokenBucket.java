package dev.postern.net;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How often something may happen: so many times at once, then at a steady pace. Thread-safe.
 *
 * <p>It keeps one number: the time up to which what has happened is paid for at the steady pace.
 */
public final class TokenBucket {
  private final long tokenNanos;
  private final long burstNanos;
  private final LongSupplier nanoTime;
  private long paidUpTo; // at most burstNanos after now, unless overdrawn

  /**
   * A pace.
   *
   * @param tokens so many
   * @param per in that time, steadily
   * @param burst so many at once, after a time in which nothing happened
   */
  public record Rate(int tokens, Duration per, int burst) {
    /** Throws IllegalArgumentException unless everything is above zero. */
    public Rate {
      if (tokens < 1 || burst < 1 || per.isNegative() || per.isZero()) {
        throw new IllegalArgumentException("rates must be above zero");
      }
    }

    /** So many a second, and so many at once. */
    public static Rate perSecond(int tokens, int burst) {
      return new Rate(tokens, Duration.ofSeconds(1), burst);
    }

    /** So many a minute, and so many at once. */
    public static Rate perMinute(int tokens, int burst) {
      return new Rate(tokens, Duration.ofMinutes(1), burst);
    }
  }

  /**
   * A full one.
   *
   * @param nanoTime as {@link System#nanoTime}
   */
  public TokenBucket(Rate rate, LongSupplier nanoTime) {
    this.tokenNanos = rate.per().toNanos() / rate.tokens();
    this.burstNanos = tokenNanos * rate.burst();
    this.nanoTime = nanoTime;
    this.paidUpTo = nanoTime.getAsLong();
  }

  /** Takes a token; false if there is none. */
  public synchronized boolean take() {
    long now = nanoTime.getAsLong();
    long then = later(paidUpTo, now) + tokenNanos;
    if (then - now > burstNanos) {
      return false;
    }
    paidUpTo = then;
    return true;
  }

  /**
   * Takes a token whether there is one or not.
   *
   * @return how many nanoseconds it takes until nothing is owed; 0 if nothing is
   */
  public synchronized long overdraw() {
    long now = nanoTime.getAsLong();
    paidUpTo = later(paidUpTo, now) + tokenNanos;
    return Math.max(0, paidUpTo - now - burstNanos);
  }

  private static long later(long a, long b) {
    return a - b > 0 ? a : b;
  }
}
