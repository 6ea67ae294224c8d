package dev.postern.sphinx;

import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.Primitives;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * A single-use reply block (spec §2, for the later versions §3): whoever holds it can send one
 * packet to its maker without knowing who that is. Immutable; prints nothing secret.
 *
 * <pre>
 *  0                 348               380
 *  +-----------------+-----------------+-----------+-- … --+
 *  | Sphinx header   | first hop 32    | key       |       |   outermost first: {@link SurbKeys}
 *  +-----------------+-----------------+-----------+-- … --+
 * </pre>
 *
 * The version stands in the header, encrypted: who was given a SURB must be told it, too.
 */
public final class Surb {
  private static final int FIRST_HOP_OFFSET = PacketSize.HEADER_BYTES;
  private static final int KEYS_OFFSET = FIRST_HOP_OFFSET + NodeAddress.HEADER_BYTES;

  private final SphinxVersion version;
  private final byte[] bytes;
  private final NodeAddress firstHop;

  private Surb(SphinxVersion version, byte[] bytes, NodeAddress firstHop) {
    this.version = version;
    this.bytes = bytes;
    this.firstHop = firstHop;
  }

  static Surb of(SphinxVersion version, byte[] header, NodeAddress firstHop, List<HopKeys> keys) {
    byte[] surbKeys = SurbKeys.of(version).write(keys);
    byte[] bytes = Arrays.copyOf(header, KEYS_OFFSET + surbKeys.length);
    firstHop.write(bytes, FIRST_HOP_OFFSET, NodeAddress.HEADER_BYTES);
    System.arraycopy(surbKeys, 0, bytes, KEYS_OFFSET, surbKeys.length);
    return new Surb(version, bytes, firstHop);
  }

  /**
   * Reads the serialised form, copied.
   *
   * @throws IllegalArgumentException if it doesn't end after a whole key, holds none, or the first
   *     hop's address is malformed
   */
  public static Surb parse(byte[] bytes, SphinxVersion version) {
    if (!SurbKeys.of(version).fit(bytes.length - KEYS_OFFSET)) {
      throw new IllegalArgumentException(
          "SURB of version " + version + " with " + bytes.length + " bytes");
    }
    return new Surb(version, bytes.clone(), NodeAddress.read(bytes, FIRST_HOP_OFFSET, KEYS_OFFSET));
  }

  /** 348 + 32 bytes and the keys, copied. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** Where the packet goes first. */
  public NodeAddress firstHop() {
    return firstHop;
  }

  /** How many hops it passes; empty for version 260, whose SURBs don't tell. */
  public OptionalInt hops() {
    return SurbKeys.of(version).hops(bytes.length - KEYS_OFFSET);
  }

  /**
   * The packet that carries a message back to the maker of this SURB; use each SURB once. For many
   * answers {@link SphinxPacketBuilder#reply} keeps its cipher objects.
   *
   * @throws IllegalArgumentException if the message is longer than fits
   */
  public byte[] use(PacketSize size, byte[] message, CryptoEngine engine) {
    return use(size, message, engine.newPrimitives());
  }

  byte[] use(PacketSize size, byte[] message, Primitives primitives) {
    byte[] packet =
        new PayloadBuilder(primitives, version, size.payloadBytes(), message)
            .packet(bytes, KEYS_OFFSET);
    System.arraycopy(bytes, 0, packet, 0, PacketSize.HEADER_BYTES);
    return packet;
  }

  @Override
  public String toString() {
    String length = hops().isPresent() ? hops().getAsInt() + " hops" : "some hops";
    return "Surb[" + length + " by " + firstHop + ", redacted]";
  }
}
