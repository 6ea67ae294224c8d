package dev.postern.sphinx;

import dev.postern.sphinx.crypto.CryptoEngine;
import java.util.List;

/**
 * A single-use reply block (spec §2): whoever holds it can send one packet to its maker without
 * knowing who that is. Immutable; prints nothing secret.
 *
 * <pre>
 *  0                 348               380             572
 *  +-----------------+-----------------+---------------+-- … --+
 *  | Sphinx header   | first hop 32    | payload key   |       |   n keys of 192, outermost first
 *  +-----------------+-----------------+---------------+-- … --+
 * </pre>
 */
public final class Surb {
  private static final int FIRST_HOP_OFFSET = PacketSize.HEADER_BYTES;
  private static final int KEYS_OFFSET = FIRST_HOP_OFFSET + NodeAddress.HEADER_BYTES;

  private final byte[] bytes;
  private final NodeAddress firstHop;

  private Surb(byte[] bytes, NodeAddress firstHop) {
    this.bytes = bytes;
    this.firstHop = firstHop;
  }

  static Surb of(byte[] header, NodeAddress firstHop, List<HopKeys> keys) {
    byte[] bytes = new byte[KEYS_OFFSET + keys.size() * Lioness.KEY_BYTES];
    System.arraycopy(header, 0, bytes, 0, PacketSize.HEADER_BYTES);
    firstHop.write(bytes, FIRST_HOP_OFFSET, NodeAddress.HEADER_BYTES);
    int offset = KEYS_OFFSET;
    for (HopKeys hopKeys : keys) {
      System.arraycopy(
          hopKeys.bytes(), HopKeys.PAYLOAD_KEY_OFFSET, bytes, offset, Lioness.KEY_BYTES);
      offset += Lioness.KEY_BYTES;
    }
    return new Surb(bytes, firstHop);
  }

  /**
   * Reads the serialised form, copied.
   *
   * @throws IllegalArgumentException if it doesn't end after a whole payload key, holds none, or
   *     the first hop's address is malformed
   */
  public static Surb parse(byte[] bytes) {
    int keyBytes = bytes.length - KEYS_OFFSET;
    if (keyBytes < Lioness.KEY_BYTES || keyBytes % Lioness.KEY_BYTES != 0) {
      throw new IllegalArgumentException("SURB of " + bytes.length + " bytes");
    }
    return new Surb(bytes.clone(), NodeAddress.read(bytes, FIRST_HOP_OFFSET, KEYS_OFFSET));
  }

  /** 348 + 32 + 192 n bytes, copied. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** Where the packet goes first. */
  public NodeAddress firstHop() {
    return firstHop;
  }

  /** How many hops it passes. */
  public int hops() {
    return (bytes.length - KEYS_OFFSET) / Lioness.KEY_BYTES;
  }

  /**
   * The packet that carries a message back to the maker of this SURB; use each SURB once.
   *
   * @throws IllegalArgumentException if the message is longer than fits
   */
  public byte[] use(PacketSize size, byte[] message, CryptoEngine engine) {
    byte[] packet =
        new PayloadBuilder(engine.newPrimitives(), size.payloadBytes(), message)
            .packet(bytes, KEYS_OFFSET);
    System.arraycopy(bytes, 0, packet, 0, PacketSize.HEADER_BYTES);
    return packet;
  }

  @Override
  public String toString() {
    return "Surb[" + hops() + " hops by " + firstHop + ", redacted]";
  }
}
