package dev.postern.net.mixnet;

import dev.postern.net.AdmissionLimits;
import dev.postern.sphinx.PacketSize;
import java.time.Duration;

/**
 * Limits of the mixnet listener.
 *
 * @param admission how much is admitted of strangers
 * @param idleTimeout how long a connection may bring nothing. Generous, because a mix node that
 *     finds its connection closed has lost the packet it had just written
 * @param cacheEntryTtl how long the keys of a VPN packet are kept, from their insertion on ({@code
 *     cache_entry_ttl} of the configuration)
 * @param cacheEntries of VPN keys per connection; the oldest makes way
 * @param insideBytes of packets that come from within and wait; the newest is shed
 * @param closeTimeout how long {@link MixnetServer#close} waits
 */
public record MixnetOptions(
    AdmissionLimits admission,
    Duration idleTimeout,
    Duration cacheEntryTtl,
    int cacheEntries,
    long insideBytes,
    Duration closeTimeout) {
  /** {@link AdmissionLimits#defaults}, 10 minutes, 64 keys for 30 s, 16 MiB, 2 s. */
  public static MixnetOptions defaults() {
    return new MixnetOptions(
        AdmissionLimits.defaults(),
        Duration.ofMinutes(10),
        Duration.ofSeconds(30),
        64,
        16 << 20,
        Duration.ofSeconds(2));
  }

  /** Refuses what makes no sense. */
  public MixnetOptions {
    if (!isPositive(idleTimeout)
        || cacheEntryTtl.isNegative()
        || cacheEntries < 0
        || insideBytes < PacketSize.EXTENDED_32.packetBytes()
        || closeTimeout.isNegative()) {
      throw new IllegalArgumentException("mixnet limits must be positive");
    }
  }

  private static boolean isPositive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }

  /** The same with other limits for strangers. */
  public MixnetOptions withAdmission(AdmissionLimits limits) {
    return new MixnetOptions(
        limits, idleTimeout, cacheEntryTtl, cacheEntries, insideBytes, closeTimeout);
  }

  /** The same with another idle timeout. */
  public MixnetOptions withIdleTimeout(Duration timeout) {
    return new MixnetOptions(
        admission, timeout, cacheEntryTtl, cacheEntries, insideBytes, closeTimeout);
  }

  /** The same with another life of VPN keys. */
  public MixnetOptions withCacheEntryTtl(Duration ttl) {
    return new MixnetOptions(admission, idleTimeout, ttl, cacheEntries, insideBytes, closeTimeout);
  }

  /** The same with another bound of what waits from within. */
  public MixnetOptions withInsideBytes(long bytes) {
    return new MixnetOptions(
        admission, idleTimeout, cacheEntryTtl, cacheEntries, bytes, closeTimeout);
  }
}
