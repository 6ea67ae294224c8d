package dev.postern.net.nym09;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.PacketSize;
import io.netty.buffer.ByteBuf;

/**
 * What a final hop holds, by the size of the packet that carried it (spec §3):
 *
 * <pre>
 *  regular and extended                          ack packet
 *  0               405                length     0        21
 *  +----------------+--------------------+       +---------+
 *  |    SURB-ack    |  message, 32 or up |       |   ack   |
 *  +----------------+--------------------+       +---------+
 * </pre>
 *
 * <p>The two minimum lengths are ours: stock clients abort on anything shorter, and any stranger
 * can send it (spec §4), so it is dropped here, before there is anything to acknowledge.
 *
 * <p>The bytes are borrowed: slices of the packet's buffer, good until its owner releases it.
 */
public sealed interface FinalMessage {
  /** Length of the message in an ack packet: IV 16, encrypted fragment id 5. */
  int ACK_BYTES = 21;

  /** The shortest message a stock client survives. */
  int MIN_MESSAGE_BYTES = 32;

  /** Whose it is. */
  DestinationAddress destination();

  /** What the client gets. */
  ByteBuf content();

  /**
   * A message, and how to tell its sender that it is safe.
   *
   * @param destination whose it is
   * @param surbAck goes out once the message is durable
   * @param content at least {@value #MIN_MESSAGE_BYTES} bytes
   */
  record Message(DestinationAddress destination, SurbAck surbAck, ByteBuf content)
      implements FinalMessage {
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
   * @param content {@value #ACK_BYTES} bytes
   */
  record Ack(DestinationAddress destination, ByteBuf content) implements FinalMessage {
    /** Prints no content. */
    @Override
    public String toString() {
      return "Ack[" + destination + "]";
    }
  }

  /**
   * Splits the plaintext of a final hop.
   *
   * @param size of the packet that carried it
   * @param plaintext without padding; array-backed; borrowed
   */
  static FinalMessage split(PacketSize size, DestinationAddress destination, ByteBuf plaintext)
      throws InvalidMessageException {
    return switch (size) {
      case ACK -> ack(destination, plaintext);
      case REGULAR, EXTENDED_8, EXTENDED_16, EXTENDED_32 -> message(destination, plaintext);
    };
  }

  private static FinalMessage ack(DestinationAddress destination, ByteBuf plaintext)
      throws InvalidMessageException {
    if (plaintext.readableBytes() != ACK_BYTES) {
      throw new InvalidMessageException(InvalidMessageException.Reason.ACK_LENGTH);
    }
    return new Ack(destination, plaintext);
  }

  private static FinalMessage message(DestinationAddress destination, ByteBuf plaintext)
      throws InvalidMessageException {
    if (plaintext.readableBytes() < SurbAck.BYTES) {
      throw new InvalidMessageException(InvalidMessageException.Reason.NO_SURB_ACK);
    }
    SurbAck surbAck = SurbAck.read(plaintext);
    ByteBuf content =
        plaintext.slice(
            plaintext.readerIndex() + SurbAck.BYTES, plaintext.readableBytes() - SurbAck.BYTES);
    if (content.readableBytes() < MIN_MESSAGE_BYTES) {
      throw new InvalidMessageException(InvalidMessageException.Reason.SHORT_MESSAGE);
    }
    return new Message(destination, surbAck, content);
  }
}
