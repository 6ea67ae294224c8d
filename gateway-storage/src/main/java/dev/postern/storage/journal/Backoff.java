package dev.postern.storage.journal;

/** How long to wait before something that failed is tried again: each time twice as long. */
final class Backoff {
  private final long firstNanos;
  private final long longestNanos;
  private long nextNanos;

  Backoff(long firstNanos, long longestNanos) {
    this.firstNanos = firstNanos;
    this.longestNanos = longestNanos;
    this.nextNanos = firstNanos;
  }

  /** After one more failure. */
  long nextNanos() {
    long nanos = nextNanos;
    nextNanos = Math.min(2 * nanos, longestNanos);
    return nanos;
  }

  /** It succeeded. */
  void reset() {
    nextNanos = firstNanos;
  }
}
