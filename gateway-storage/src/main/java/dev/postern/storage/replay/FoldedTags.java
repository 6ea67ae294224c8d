package dev.postern.storage.replay;

import java.nio.LongBuffer;

/**
 * A Bloom filter of fingerprints: it knows every one that was put in, and takes some others for
 * known. One thread adds; others may look at the same time, and see what was added before the lock
 * that both pass.
 *
 * <pre>
 *   long 0          1           512                                512 + bits / 64
 *      +------------+-----------+----------------------------------+
 *      | how many   |   zeros   |   bits, a power of two of them   |
 *      +------------+-----------+----------------------------------+
 * </pre>
 */
final class FoldedTags {
  /** The head of the file: one page. */
  static final int HEADER_LONGS = 512;

  private static final int BITS_PER_TAG = 7;

  /** More than anybody ever saw. */
  private static final long MOST = 1L << 48;

  private final LongBuffer longs;
  private final long mask;
  private long count; // as in the file

  /** Over a file as it is. */
  FoldedTags(LongBuffer longs) {
    this.longs = longs;
    long bits = (longs.capacity() - (long) HEADER_LONGS) * Long.SIZE;
    this.mask = bits - 1;
    if (bits < Long.SIZE || (bits & mask) != 0) {
      throw new IllegalArgumentException("a filter of " + bits + " bits");
    }
    this.count = plausible(longs.get(0));
  }

  void add(long fingerprint) {
    long step = step(fingerprint);
    long at = fingerprint;
    for (int i = 0; i < BITS_PER_TAG; i++) {
      int index = index(at);
      longs.put(index, longs.get(index) | 1L << at);
      at += step;
    }
  }

  boolean mayContain(long fingerprint) {
    long step = step(fingerprint);
    long at = fingerprint;
    for (int i = 0; i < BITS_PER_TAG; i++) {
      if ((longs.get(index(at)) & 1L << at) == 0) {
        return false;
      }
      at += step;
    }
    return true;
  }

  /** So many more are in it. After a crash some may be counted twice. */
  void added(long more) {
    count = plausible(count + more);
    longs.put(0, count);
  }

  long count() {
    return count;
  }

  /** It has no checksum, and a figure is all that it is for. */
  private static long plausible(long count) {
    return Math.max(0, Math.min(MOST, count));
  }

  /** The part of tags that are new which it takes for known, as far as one can tell: 0 to 1. */
  double falseRate() {
    double setBits = 1 - Math.exp(-BITS_PER_TAG * (double) count() / (mask + 1));
    return Math.pow(setBits, BITS_PER_TAG);
  }

  private int index(long at) {
    return HEADER_LONGS + (int) ((at & mask) >>> 6);
  }

  /** Odd; the finalizer of splitmix64. */
  private static long step(long fingerprint) {
    long mixed = (fingerprint ^ fingerprint >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return (mixed ^ mixed >>> 31) | 1;
  }
}
