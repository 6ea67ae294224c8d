package dev.postern.net.mixnet;

import dev.postern.sphinx.HopKeys;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keys of VPN packets by α and the key of the node, so that a sender who repeats α costs no scalar
 * multiplication (spec §3). One per connection, used on its event loop only. Bounded in number and
 * in time; the oldest insertion goes first in both.
 *
 * <p>It saves work and decides nothing: a packet's MAC is checked whether its keys come from here
 * or not.
 */
final class VpnKeyCache {
  private static final int ALPHA_BYTES = 32;

  /** What keys are found by: they follow from these two. */
  record Name(ByteBuffer alpha, SphinxPublicKey nodeKey) {}

  private record Entry(HopKeys keys, long insertedAt) {}

  private final int maxEntries;
  private final long ttlNanos;
  private final LongSupplier nanoTime;
  private final Map<Name, Entry> entries = new LinkedHashMap<>(); // oldest insertion first

  VpnKeyCache(int maxEntries, Duration ttl, LongSupplier nanoTime) {
    this.maxEntries = maxEntries;
    this.ttlNanos = ttl.toNanos();
    this.nanoTime = nanoTime;
  }

  /** With a copy of a packet's α; taken before the packet is unwrapped, which changes it. */
  static Name name(byte[] packet, int offset, SphinxPublicKey nodeKey) {
    return new Name(
        ByteBuffer.wrap(Arrays.copyOfRange(packet, offset, offset + ALPHA_BYTES)), nodeKey);
  }

  @Nullable HopKeys find(Name name) {
    removeExpired();
    Entry entry = entries.get(name);
    return entry == null ? null : entry.keys();
  }

  /**
   * Keeps keys that are new here; only those under which a MAC was right, or junk would fill it.
   */
  void insert(Name name, HopKeys keys) {
    removeExpired();
    if (entries.putIfAbsent(name, new Entry(keys, nanoTime.getAsLong())) == null
        && entries.size() > maxEntries) {
      removeOldest();
    }
  }

  int size() {
    return entries.size();
  }

  private void removeExpired() {
    long now = nanoTime.getAsLong();
    while (!entries.isEmpty()
        && now - entries.values().iterator().next().insertedAt() >= ttlNanos) {
      removeOldest();
    }
  }

  private void removeOldest() {
    var oldest = entries.values().iterator();
    oldest.next();
    oldest.remove();
  }
}
