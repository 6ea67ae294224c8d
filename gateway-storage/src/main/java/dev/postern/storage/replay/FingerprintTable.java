package dev.postern.storage.replay;

import java.nio.LongBuffer;
import java.util.function.LongConsumer;

/**
 * An open-addressing table of fingerprints with linear probing, at most three quarters full. Not
 * thread-safe.
 *
 * <pre>
 *   slot      0     1     2          slots − 1
 *           +-----+-----+-----+----+-----+
 *           |  0  |  f  |  0  |  … |  f  |      8 bytes each, big-endian; 0: empty
 *           +-----+-----+-----+----+-----+      f stands in slot f mod slots, or behind it
 * </pre>
 *
 * <p>Nothing is ever taken out. So the table is good whatever part of it a loss of power spared: a
 * fingerprint that can't be found any more, because one that it had to pass is gone, was added
 * after that one.
 */
final class FingerprintTable {
  private final LongBuffer slots;
  private final int mask;
  private int count;

  /**
   * Over slots as they are.
   *
   * @param slots a power of two of them
   */
  FingerprintTable(LongBuffer slots) {
    this.slots = slots;
    this.mask = slots.capacity() - 1;
    if (slots.capacity() < 4 || (slots.capacity() & mask) != 0) {
      throw new IllegalArgumentException("a table of " + slots.capacity() + " slots");
    }
  }

  /** Empty, in memory. */
  static FingerprintTable inMemory(int slots) {
    return new FingerprintTable(LongBuffer.allocate(slots));
  }

  /** Most fingerprints in so many slots. */
  static int capacity(int slots) {
    return slots / 4 * 3;
  }

  /** Looks how many there are; until then none. */
  void countAll() {
    int[] found = {0};
    forEach(fingerprint -> found[0]++);
    count = found[0];
  }

  /** Takes it for full without looking. */
  void assumeFull() {
    count = capacity(slots.capacity());
  }

  boolean contains(long fingerprint) {
    int slot = (int) fingerprint & mask;
    // Bounded, as in add, for a file that is junk without a zero, or can't be read.
    for (int probes = 0; probes <= mask; probes++) {
      long found = slots.get(slot);
      if (found == fingerprint) {
        return true;
      }
      if (found == 0) {
        return false;
      }
      slot = slot + 1 & mask;
    }
    return false;
  }

  /** Adds one that is not there, to a table that is not full. */
  void add(long fingerprint) {
    int slot = (int) fingerprint & mask;
    for (int probes = 0; slots.get(slot) != 0 && probes < mask; probes++) {
      slot = slot + 1 & mask;
    }
    slots.put(slot, fingerprint);
    count++;
  }

  boolean isFull() {
    return count >= capacity(slots.capacity());
  }

  boolean isHalfFull() {
    return count >= capacity(slots.capacity()) / 2;
  }

  int count() {
    return count;
  }

  int slots() {
    return slots.capacity();
  }

  void forEach(LongConsumer action) {
    for (int slot = 0; slot <= mask; slot++) {
      long fingerprint = slots.get(slot);
      if (fingerprint != 0) {
        action.accept(fingerprint);
      }
    }
  }

  /** Writes every slot again, as it is. */
  void rewrite() {
    for (int slot = 0; slot <= mask; slot++) {
      slots.put(slot, slots.get(slot));
    }
  }
}
