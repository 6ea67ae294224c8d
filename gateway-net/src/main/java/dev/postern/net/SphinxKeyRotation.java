package dev.postern.net;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which of a node's Sphinx keys a packet was wrapped for, as far as its sender says: the parity of
 * the key's rotation id, a counter in the directory (the later generations' spec §4). Networks
 * without rotation, and frames without the byte, say nothing.
 */
public enum SphinxKeyRotation {
  /** Nothing is said; byte 0. */
  UNKNOWN(0),
  /** Of an odd id; byte 1. */
  ODD(1),
  /** Of an even id; byte 2. */
  EVEN(2);

  private static final List<Optional<SphinxKeyRotation>> BY_WIRE_BYTE =
      Stream.of(values()).map(Optional::of).toList();
  private static final long LAST_ID = (1L << Integer.SIZE) - 1;

  private final byte wireByte;

  SphinxKeyRotation(int wireByte) {
    this.wireByte = (byte) wireByte;
  }

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
    return wireByte;
  }

  /** What a byte on the wire says; empty if it is none of 0, 1, 2. */
  public static Optional<SphinxKeyRotation> ofWireByte(int wireByte) {
    return wireByte >= 0 && wireByte < BY_WIRE_BYTE.size()
        ? BY_WIRE_BYTE.get(wireByte)
        : Optional.empty();
  }
}
