package dev.postern.net.nym09;

import dev.postern.net.MixPacket;
import dev.postern.net.nym09.ServerResponse.ErrorMessage;
import dev.postern.sphinx.PacketSize;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** What a client's binary frame asks for (spec §4). */
public sealed interface BinaryRequest {
  /**
   * To send a packet on.
   *
   * @param packet owns a reference to the frame's bytes
   */
  record ForwardSphinx(MixPacket packet) implements BinaryRequest {}

  /**
   * Nothing that can be done.
   *
   * @param reason to count it by
   * @param answer what the client is told, in the reference's words
   */
  record Refused(Reason reason, ServerResponse answer) implements BinaryRequest {
    static Refused because(Reason reason) {
      return new Refused(reason, new ErrorMessage(reason.text));
    }

    static Refused packetSize(int actual) {
      String expected =
          "%d (ACK), %d (REGULAR), %d (EXTENDED)"
              .formatted(
                  PacketSize.ACK.packetBytes(),
                  PacketSize.REGULAR.packetBytes(),
                  PacketSize.EXTENDED_32.packetBytes());
      String text =
          "%s (actual: %d, but expected one of: %s)"
              .formatted(Reason.PACKET_SIZE.text, actual, expected);
      return new Refused(Reason.PACKET_SIZE, new ErrorMessage(text));
    }
  }

  /** Why a frame is refused; each is counted by itself. */
  enum Reason {
    /** Shorter than a MAC. */
    TOO_SHORT("the request is too short"),
    /** Other keys, or altered. */
    WRONG_MAC("provided MAC is invalid"),
    /** A right MAC over nothing, which kills the reference. */
    EMPTY(malformed("too few bytes provided")),
    /** Neither mix nor VPN. */
    MODE(malformed("provided packet mode is invalid")),
    /** Neither IPv4 nor IPv6, or cut short. */
    ADDRESS(malformed("address field was incorrectly encoded")),
    /** What is left is no Sphinx packet. */
    PACKET_SIZE(malformed("received request had invalid size."));

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    private static String malformed(String detail) {
      return "provided mix packet was malformed - " + detail;
    }
  }

  /** Reads a frame, decrypting it in place. The frame stays the caller's to release. */
  static BinaryRequest read(ByteBuf frame, BinaryMessageCodec codec) {
    return switch (codec.open(frame)) {
      case TOO_SHORT -> Refused.because(Reason.TOO_SHORT);
      case WRONG_MAC -> Refused.because(Reason.WRONG_MAC);
      case OPENED -> MixPacketRequest.parse(frame);
    };
  }

  /** The client's half: a frame that asks to forward a packet, which stays the caller's. */
  static ByteBuf write(MixPacket packet, BinaryMessageCodec codec, ByteBufAllocator allocator) {
    ByteBuf plaintext = allocator.heapBuffer(MixPacketRequest.LONGEST_BYTES);
    try {
      MixPacketRequest.write(packet, plaintext);
      return codec.seal(allocator, plaintext.nioBuffer());
    } finally {
      plaintext.release();
    }
  }
}
