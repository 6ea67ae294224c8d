package dev.postern.net.nym09;

import dev.postern.net.MixPacket;
import dev.postern.net.PacketMode;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import io.netty.buffer.ByteBuf;

/**
 * What a sender puts before its message, so that the gateway can tell it that the message is safe
 * (spec §3): an ack packet ready to be sent, and where to.
 *
 * <pre>
 *  0                      19                                405
 *  +-----------------------+----------------------------------+
 *  | first hop, zero-padded |           ack packet            |
 *  +-----------------------+----------------------------------+
 * </pre>
 *
 * The padding is not looked at, and neither is the packet: it is sealed for its first hop.
 *
 * @param firstHop where the ack packet goes
 * @param packet {@value #PACKET_BYTES} bytes, borrowed from the packet they came in
 */
public record SurbAck(NodeAddress firstHop, ByteBuf packet) {
  /** Length of the padded address. */
  public static final int ADDRESS_BYTES = NodeAddress.SURB_ACK_BYTES;

  /** Length of the ack packet; {@code PacketSize.ACK.packetBytes()}. */
  public static final int PACKET_BYTES = 386;

  /** Length of the whole. */
  public static final int BYTES = ADDRESS_BYTES + PACKET_BYTES;

  /**
   * Reads {@value #BYTES} bytes at the reader index, which does not move; borrows the packet.
   *
   * @param source array-backed, with at least that many readable bytes
   */
  static SurbAck read(ByteBuf source) throws InvalidMessageException {
    int start = source.readerIndex();
    int address = source.arrayOffset() + start;
    NodeAddress firstHop;
    try {
      firstHop = NodeAddress.read(source.array(), address, address + ADDRESS_BYTES);
    } catch (IllegalArgumentException e) {
      throw new InvalidMessageException(InvalidMessageException.Reason.SURB_ACK_ADDRESS);
    }
    return new SurbAck(firstHop, source.slice(start + ADDRESS_BYTES, PACKET_BYTES));
  }

  /**
   * The ack packet with its own copy of the bytes, for the time after the packet that brought it is
   * gone. A copy of {@value #PACKET_BYTES} bytes, not a retained slice: a slice would hold a whole
   * read buffer until the disk answers, and keep the codec from writing on into it.
   */
  public MixPacket toMixPacket(PacketMode mode) {
    ByteBuf copy = packet.alloc().heapBuffer(PACKET_BYTES, PACKET_BYTES).writeBytes(packet.slice());
    return new MixPacket(firstHop, PacketSize.ACK, mode, copy);
  }

  /** Prints no content. */
  @Override
  public String toString() {
    return "SurbAck[" + firstHop.toSocketAddress() + "]";
  }
}
