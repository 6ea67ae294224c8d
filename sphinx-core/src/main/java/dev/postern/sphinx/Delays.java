package dev.postern.sphinx;

import java.time.Duration;

/** Delays as a header holds them: nanoseconds in an unsigned 64-bit integer, 584 years at most. */
final class Delays {
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final Duration LONGEST = fromNanos(-1);

  private Delays() {}

  static Duration fromNanos(long unsignedNanos) {
    return Duration.ofSeconds(
        Long.divideUnsigned(unsignedNanos, NANOS_PER_SECOND),
        Long.remainderUnsigned(unsignedNanos, NANOS_PER_SECOND));
  }

  /** Throws IllegalArgumentException for a delay that is negative or too long. */
  static long toNanos(Duration delay) {
    if (delay.isNegative() || delay.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("a delay is 0 to 2^64 - 1 ns, not " + delay);
    }
    return delay.getSeconds() * NANOS_PER_SECOND + delay.getNano(); // wraps into the sign bit
  }
}
