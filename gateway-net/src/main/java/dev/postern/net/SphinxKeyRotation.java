package dev.postern.net;

import java.util.Optional;

/**
 * Which of a node's Sphinx keys a packet was wrapped for, as far as its sender says: the parity of
 * the key's rotation id, a counter in the directory (the later generations' spec §4). Networks
 * without rotation, and frames without the byte, say nothing.
 */
public enum SphinxKeyRotation {
  /** Nothing is said; byte 0. */
  UNKNOWN,
  /** Of an odd id; byte 1. */
  ODD,
  /** Of an even id; byte 2. */
  EVEN;

  private static final long LAST_ID = (1L << Integer.SIZE) - 1;

  /**
   * What a key of that rotation id is called on the wire. The first id and the last have no parity.
   *
   * @param id from 0 to 2^32 − 1
   */
  public static SphinxKeyRotation ofId(long id) {
    if (id < 0 || id > LAST_ID) {
      throw new IllegalArgumentException("rotation id " + id);
    }
    if (id == 0 || id == LAST_ID) {
      return UNKNOWN;
    }
    return id % 2 == 0 ? EVEN : ODD;
  }

  /** The byte on the wire. */
  public byte wireByte() {
    return (byte) ordinal();
  }

  /** What a byte on the wire says; empty if it is none of 0, 1, 2. */
  public static Optional<SphinxKeyRotation> ofWireByte(int wireByte) {
    return wireByte >= 0 && wireByte < values().length
        ? Optional.of(values()[wireByte])
        : Optional.empty();
  }
}
