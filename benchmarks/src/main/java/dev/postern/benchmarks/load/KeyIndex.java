package dev.postern.benchmarks.load;

import java.util.Arrays;

/**
 * Finds a packet by the first eight bytes that the sink sees of it: those of a curve point, so as
 * good as random, and different for each packet. Written once by one thread, then read by many. 24
 * to 48 bytes a packet.
 */
final class KeyIndex {
  /** No packet has this key. */
  static final int NONE = -1;

  private static final long SPREAD = 0x9e3779b97f4a7c15L; // 2^64 / the golden ratio, odd

  private final long[] keys;
  private final int[] indexes; // NONE where there is no key
  private final int shift;

  /** Of the packet with index i it is {@code keys[i]}. */
  KeyIndex(long[] keysByIndex) {
    int bits = Math.max(2, Integer.SIZE - Integer.numberOfLeadingZeros(keysByIndex.length) + 1);
    this.keys = new long[1 << bits];
    this.indexes = new int[1 << bits];
    this.shift = Long.SIZE - bits;
    Arrays.fill(indexes, NONE);
    for (int index = 0; index < keysByIndex.length; index++) {
      int slot = slot(keysByIndex[index]);
      if (indexes[slot] != NONE) {
        throw new AssertionError("two packets with one key");
      }
      keys[slot] = keysByIndex[index];
      indexes[slot] = index;
    }
  }

  /** The packet with that key, or {@link #NONE}. */
  int find(long key) {
    return indexes[slot(key)];
  }

  /** Where it is, or would be; the table is at most half full. */
  private int slot(long key) {
    int slot = (int) ((key * SPREAD) >>> shift);
    while (indexes[slot] != NONE && keys[slot] != key) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }
}
