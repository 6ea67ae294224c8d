package dev.postern.net.wire;

import dev.postern.net.FrameForm;
import dev.postern.net.PacketMode;
import dev.postern.net.SphinxKeyRotation;
import dev.postern.sphinx.PacketSize;
import io.netty.buffer.ByteBuf;

/**
 * A packet as it stands on a mixnet connection. The stream is one such frame after the other and
 * nothing else; no reply is ever sent on it.
 *
 * <pre>
 *  0             head.bytes()                      + size.packetBytes()
 *  +-------------------+-------------------------------------------+
 *  | head, by its form |               Sphinx packet               |
 *  +-------------------+-------------------------------------------+
 * </pre>
 *
 * Owns one reference to its bytes; whoever takes the frame releases it.
 *
 * @param size which of the five
 * @param mode mix or VPN
 * @param rotation for which of our keys it was wrapped, as far as the frame says
 * @param form what stood before it
 * @param packet exactly {@code size.packetBytes()} readable bytes
 */
public record FramedSphinxPacket(
    PacketSize size, PacketMode mode, SphinxKeyRotation rotation, FrameForm form, ByteBuf packet) {
  /** Length of the longest frame of all. */
  public static final int MAX_BYTES = FrameHead.MAX_BYTES + PacketSize.EXTENDED_32.packetBytes();

  /** A frame of Nym 0.9. */
  public FramedSphinxPacket(PacketSize size, PacketMode mode, ByteBuf packet) {
    this(size, mode, SphinxKeyRotation.UNKNOWN, FrameForm.A, packet);
  }

  /** Prints no content. */
  @Override
  public String toString() {
    return "FramedSphinxPacket[%s, %s, %s, %s]".formatted(form, size, mode, rotation);
  }
}
