package dev.postern.net.mixnet;

import java.time.Duration;

/**
 * Limits of the mixnet listener.
 *
 * @param maxConnections open at a time; one more is closed at once
 * @param idleTimeout how long a connection may bring nothing. Generous, because a mix node that
 *     finds its connection closed has lost the packet it had just written
 * @param cacheEntryTtl how long the keys of a VPN packet are kept, from their insertion on ({@code
 *     cache_entry_ttl} of the configuration)
 * @param cacheEntries of VPN keys per connection; the oldest makes way
 * @param closeTimeout how long {@link MixnetServer#close} waits
 */
public record MixnetOptions(
    int maxConnections,
    Duration idleTimeout,
    Duration cacheEntryTtl,
    int cacheEntries,
    Duration closeTimeout) {
  /** 4096 connections, 10 minutes, 64 keys for 30 s, 2 s. */
  public static MixnetOptions defaults() {
    return new MixnetOptions(
        4096, Duration.ofMinutes(10), Duration.ofSeconds(30), 64, Duration.ofSeconds(2));
  }

  /** Refuses what makes no sense. */
  public MixnetOptions {
    if (maxConnections < 1
        || !isPositive(idleTimeout)
        || cacheEntryTtl.isNegative()
        || cacheEntries < 0
        || closeTimeout.isNegative()) {
      throw new IllegalArgumentException("mixnet limits must be positive");
    }
  }

  private static boolean isPositive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }

  /** The same with another limit of connections. */
  public MixnetOptions withMaxConnections(int limit) {
    return new MixnetOptions(limit, idleTimeout, cacheEntryTtl, cacheEntries, closeTimeout);
  }

  /** The same with another idle timeout. */
  public MixnetOptions withIdleTimeout(Duration timeout) {
    return new MixnetOptions(maxConnections, timeout, cacheEntryTtl, cacheEntries, closeTimeout);
  }

  /** The same with another life of VPN keys. */
  public MixnetOptions withCacheEntryTtl(Duration ttl) {
    return new MixnetOptions(maxConnections, idleTimeout, ttl, cacheEntries, closeTimeout);
  }
}
