package dev.postern.net.nym09;

import dev.postern.net.PacketMode;
import dev.postern.sphinx.PacketSize;
import io.netty.buffer.ByteBuf;

/**
 * A packet as it stands on a mixnet connection (spec §3). The stream is one such frame after the
 * other and nothing else; no reply is ever sent on it.
 *
 * <pre>
 *  0      1      2                                 2 + size.packetBytes()
 *  +------+------+-------------------------------------------+
 *  | size | mode |               Sphinx packet               |
 *  +------+------+-------------------------------------------+
 *   1 regular  0 mix
 *   2 ack      1 VPN
 *   3 extended
 * </pre>
 *
 * Owns one reference to its bytes; whoever takes the frame releases it.
 *
 * @param size which of the three
 * @param mode mix or VPN
 * @param packet exactly {@code size.packetBytes()} readable bytes
 */
public record FramedSphinxPacket(PacketSize size, PacketMode mode, ByteBuf packet) {
  /** What stands before the packet: size byte and mode byte. */
  public static final int PREFIX_BYTES = 2;

  /** Length of a whole frame of that size. */
  public static int frameBytes(PacketSize size) {
    return PREFIX_BYTES + size.packetBytes();
  }

  static byte sizeByte(PacketSize size) {
    return switch (size) {
      case REGULAR -> 1;
      case ACK -> 2;
      case EXTENDED_32 -> 3;
      case EXTENDED_8, EXTENDED_16 -> throw new AssertionError("Nym 0.9 has no size " + size);
    };
  }

  static PacketSize sizeOf(byte sizeByte) throws UnknownFrameException {
    return switch (sizeByte) {
      case 1 -> PacketSize.REGULAR;
      case 2 -> PacketSize.ACK;
      case 3 -> PacketSize.EXTENDED_32;
      default -> throw new UnknownFrameException(UnknownFrameException.Reason.SIZE);
    };
  }

  static byte modeByte(PacketMode mode) {
    return switch (mode) {
      case MIX -> 0;
      case VPN -> 1;
    };
  }

  /** Also the first byte of a client's request (spec §4). */
  static PacketMode modeOf(byte modeByte) throws UnknownFrameException {
    return switch (modeByte) {
      case 0 -> PacketMode.MIX;
      case 1 -> PacketMode.VPN;
      default -> throw new UnknownFrameException(UnknownFrameException.Reason.MODE);
    };
  }

  /** Prints no content. */
  @Override
  public String toString() {
    return "FramedSphinxPacket[" + size + ", " + mode + "]";
  }
}
