package dev.postern.net;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A {@link TokenBucket} for each of many, of whom nobody knows how many come. Bounded: the one that
 * was asked for longest ago makes way. It loses no more by that than its debt, which whoever has so
 * many names has no need to pay anyway. Thread-safe.
 *
 * @param <K> who is counted
 */
public final class TokenBuckets<K> {
  private final TokenBucket.Rate rate;
  private final LongSupplier nanoTime;
  private final Map<K, TokenBucket> buckets; // guarded by itself; least recently asked for first

  /**
   * None yet.
   *
   * @param most how many are kept
   * @param nanoTime as {@link System#nanoTime}
   */
  public TokenBuckets(TokenBucket.Rate rate, int most, LongSupplier nanoTime) {
    this.rate = rate;
    this.nanoTime = nanoTime;
    this.buckets =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<K, TokenBucket> eldest) {
            return size() > most;
          }
        };
  }

  /** Somebody's bucket; a full one for whoever has none. */
  public TokenBucket of(K who) {
    synchronized (buckets) {
      return buckets.computeIfAbsent(who, absent -> new TokenBucket(rate, nanoTime));
    }
  }

  int size() {
    synchronized (buckets) {
      return buckets.size();
    }
  }
}
