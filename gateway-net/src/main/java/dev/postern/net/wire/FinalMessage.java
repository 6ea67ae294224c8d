package dev.postern.net.wire;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.PacketSize;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * What a final hop holds, by the size of the packet that carried it (spec §3):
 *
 * <pre>
 *  regular and extended                          ack packet
 *  0               405                length     0        21
 *  +----------------+--------------------+       +---------+
 *  |    SURB-ack    |      message       |       |   ack   |
 *  +----------------+--------------------+       +---------+
 * </pre>
 *
 * <p>Any stranger can send shorter ones than clients do, which {@link #isShort} tells: some clients
 * abort on them.
 *
 * <p>The bytes are borrowed: slices of the packet's buffer, good until its owner releases it.
 */
public sealed interface FinalMessage {
  /** Length of the message in an ack packet: IV 16, encrypted fragment id 5. */
  int ACK_BYTES = 21;

  /** The shortest message that a stock client of Nym 0.9 survives (spec §4). */
  int MIN_MESSAGE_BYTES = 32;

  /** Whose it is. */
  DestinationAddress destination();

  /** What the client gets. */
  ByteBuf content();

  /** Whether a stock client of Nym 0.9 would abort on it. */
  boolean isShort();

  /** The same with bytes of its own, for the time after the packet that brought it is gone. */
  FinalMessage copy();

  /**
   * A message, and how to tell its sender that it is safe.
   *
   * @param destination whose it is
   * @param surbAck goes out once the message is durable
   * @param content of any length; short below {@value #MIN_MESSAGE_BYTES} bytes
   */
  record Message(DestinationAddress destination, SurbAck surbAck, ByteBuf content)
      implements FinalMessage {
    @Override
    public boolean isShort() {
      return content.readableBytes() < MIN_MESSAGE_BYTES;
    }

    @Override
    public FinalMessage copy() {
      return new Message(destination, surbAck.copy(), ownBytes(content));
    }

    /** Prints no content. */
    @Override
    public String toString() {
      return "Message[" + destination + ", " + content.readableBytes() + " bytes]";
    }
  }

  /**
   * An ack that comes back to a client for something it sent. Nobody waits for its safety.
   *
   * @param destination whose it is
   * @param content {@value #ACK_BYTES} bytes if a client made it, and no more if a stranger did
   */
  record Ack(DestinationAddress destination, ByteBuf content) implements FinalMessage {
    @Override
    public boolean isShort() {
      return content.readableBytes() != ACK_BYTES;
    }

    @Override
    public FinalMessage copy() {
      return new Ack(destination, ownBytes(content));
    }

    /** Prints no content. */
    @Override
    public String toString() {
      return "Ack[" + destination + "]";
    }
  }

  /** In an array that nobody has to release. */
  private static ByteBuf ownBytes(ByteBuf borrowed) {
    return Unpooled.wrappedBuffer(ByteBufUtil.getBytes(borrowed));
  }

  /**
   * Splits the plaintext of a final hop.
   *
   * @param carrier the frame in which it came
   * @param plaintext without padding; array-backed; borrowed
   */
  static FinalMessage split(
      FramedSphinxPacket carrier, DestinationAddress destination, ByteBuf plaintext)
      throws InvalidMessageException {
    return carrier.size() == PacketSize.ACK
        ? new Ack(destination, plaintext)
        : message(carrier, destination, plaintext);
  }

  private static FinalMessage message(
      FramedSphinxPacket carrier, DestinationAddress destination, ByteBuf plaintext)
      throws InvalidMessageException {
    if (plaintext.readableBytes() < SurbAck.BYTES) {
      throw new InvalidMessageException(InvalidMessageException.Reason.NO_SURB_ACK);
    }
    SurbAck surbAck = SurbAck.read(plaintext, carrier);
    ByteBuf content =
        plaintext.slice(
            plaintext.readerIndex() + SurbAck.BYTES, plaintext.readableBytes() - SurbAck.BYTES);
    return new Message(destination, surbAck, content);
  }
}
