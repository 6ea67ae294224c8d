package dev.postern.net.wire;

import dev.postern.net.FrameForm;
import dev.postern.net.MixPacket;
import dev.postern.net.PacketMode;
import dev.postern.net.SphinxKeyRotation;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

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
 * The padding is not looked at, and neither is the packet: it is sealed for its first hop. Its mode
 * and its rotation are those of the packet that carried it.
 *
 * @param firstHop where the ack packet goes
 * @param mode of the carrier
 * @param rotation of the carrier
 * @param form of the carrier's frame
 * @param packet {@value #PACKET_BYTES} bytes, borrowed from the packet they came in
 */
public record SurbAck(
    NodeAddress firstHop,
    PacketMode mode,
    SphinxKeyRotation rotation,
    FrameForm form,
    ByteBuf packet) {
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
   * @param carrier the frame in which it came
   */
  static SurbAck read(ByteBuf source, FramedSphinxPacket carrier) throws InvalidMessageException {
    int start = source.readerIndex();
    int address = source.arrayOffset() + start;
    NodeAddress firstHop;
    try {
      firstHop = NodeAddress.read(source.array(), address, address + ADDRESS_BYTES);
    } catch (IllegalArgumentException e) {
      throw new InvalidMessageException(InvalidMessageException.Reason.SURB_ACK_ADDRESS);
    }
    return new SurbAck(
        firstHop,
        carrier.mode(),
        carrier.rotation(),
        carrier.form(),
        source.slice(start + ADDRESS_BYTES, PACKET_BYTES));
  }

  /**
   * The ack packet with its own copy of the bytes, for the time after the packet that brought it is
   * gone. A copy of {@value #PACKET_BYTES} bytes, not a retained slice: a slice would hold a whole
   * read buffer until the disk answers, and keep the codec from writing on into it.
   */
  public MixPacket toMixPacket() {
    ByteBuf copy = packet.alloc().heapBuffer(PACKET_BYTES, PACKET_BYTES).writeBytes(packet.slice());
    return new MixPacket(firstHop, PacketSize.ACK, mode, rotation, form, copy);
  }

  /** The same with bytes of its own in an array that nobody has to release. */
  SurbAck copy() {
    return new SurbAck(
        firstHop, mode, rotation, form, Unpooled.wrappedBuffer(ByteBufUtil.getBytes(packet)));
  }

  /** Prints no content. */
  @Override
  public String toString() {
    return "SurbAck[" + firstHop.toSocketAddress() + "]";
  }
}
