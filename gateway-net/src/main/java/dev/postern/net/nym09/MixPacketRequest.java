package dev.postern.net.nym09;

import dev.postern.net.MixPacket;
import dev.postern.net.PacketMode;
import dev.postern.net.nym09.BinaryRequest.ForwardSphinx;
import dev.postern.net.nym09.BinaryRequest.Reason;
import dev.postern.net.nym09.BinaryRequest.Refused;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The plaintext of a client's binary frame: a packet that it wants forwarded (spec §4).
 *
 * <pre>
 *  0      1                       1 + a                    1 + a + p
 *  +------+-------------------------+--------------------------+
 *  | mode | first hop, a = 7 or 19  | Sphinx packet, p = 386,  |
 *  | 0, 1 | not padded              | 2413 or 33133            |
 *  +------+-------------------------+--------------------------+
 * </pre>
 *
 * <p>Nothing says how long the packet is: it is what is left, and must have one of the three sizes.
 */
final class MixPacketRequest {
  private static final int MODE_BYTES = 1;
  private static final int LONGEST_ADDRESS_BYTES = NodeAddress.SURB_ACK_BYTES; // of IPv6

  /** Mode, an IPv6 address, an extended packet. */
  static final int LONGEST_BYTES =
      MODE_BYTES + LONGEST_ADDRESS_BYTES + PacketSize.EXTENDED_32.packetBytes();

  private MixPacketRequest() {}

  /**
   * Reads mode, then address, then size, as the reference does; the first that is wrong is
   * answered. A packet holds a reference to the plaintext; the plaintext stays the caller's.
   */
  static BinaryRequest parse(ByteBuf plaintext) {
    if (!plaintext.isReadable()) {
      return Refused.because(Reason.EMPTY);
    }
    PacketMode mode = mode(plaintext.readByte());
    if (mode == null) {
      return Refused.because(Reason.MODE);
    }
    NodeAddress firstHop = address(plaintext);
    if (firstHop == null) {
      return Refused.because(Reason.ADDRESS);
    }
    plaintext.skipBytes(firstHop.unpaddedBytes());
    PacketSize size = size(plaintext.readableBytes());
    if (size == null) {
      return Refused.packetSize(plaintext.readableBytes());
    }
    return new ForwardSphinx(
        new MixPacket(firstHop, size, mode, plaintext.readRetainedSlice(size.packetBytes())));
  }

  /** The client's half: writes the plaintext; leaves the packet as it is. */
  static void write(MixPacket packet, ByteBuf target) {
    byte[] address = new byte[packet.nextHop().unpaddedBytes()];
    packet.nextHop().write(address, 0, address.length);
    target.writeByte(FramedSphinxPacket.modeByte(packet.mode()));
    target.writeBytes(address);
    target.writeBytes(packet.packet().duplicate());
  }

  private static @Nullable PacketMode mode(byte wire) {
    try {
      return FramedSphinxPacket.modeOf(wire);
    } catch (UnknownFrameException malformed) {
      return null;
    }
  }

  private static @Nullable NodeAddress address(ByteBuf plaintext) {
    byte[] bytes = new byte[Math.min(LONGEST_ADDRESS_BYTES, plaintext.readableBytes())];
    plaintext.getBytes(plaintext.readerIndex(), bytes);
    try {
      return NodeAddress.read(bytes, 0, bytes.length);
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }

  private static @Nullable PacketSize size(int packetBytes) {
    for (PacketSize size : PacketSize.values()) {
      if (size.packetBytes() == packetBytes) {
        return size;
      }
    }
    return null;
  }
}
