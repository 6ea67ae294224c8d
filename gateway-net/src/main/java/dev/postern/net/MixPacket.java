package dev.postern.net;

import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import io.netty.buffer.ByteBuf;

/**
 * A Sphinx packet on its way to a next hop. Owns one reference to its bytes.
 *
 * @param nextHop where it goes
 * @param size its size
 * @param mode mix or VPN
 * @param rotation for which of the next hop's keys it was wrapped, as far as its sender said
 * @param form in which its sender's generation would frame it; for a next hop of which nobody knows
 *     which one it reads
 * @param packet exactly {@code size.packetBytes()} readable bytes
 */
public record MixPacket(
    NodeAddress nextHop,
    PacketSize size,
    PacketMode mode,
    SphinxKeyRotation rotation,
    FrameForm form,
    ByteBuf packet) {
  /** A packet of Nym 0.9. */
  public MixPacket(NodeAddress nextHop, PacketSize size, PacketMode mode, ByteBuf packet) {
    this(nextHop, size, mode, SphinxKeyRotation.UNKNOWN, FrameForm.A, packet);
  }

  /** The same with another form. */
  public MixPacket withForm(FrameForm other) {
    return other == form ? this : new MixPacket(nextHop, size, mode, rotation, other, packet);
  }
}
