package dev.postern.net.nym09;

import dev.postern.net.FrameForm;
import dev.postern.net.MixPacket;
import dev.postern.net.PacketMode;
import dev.postern.net.nym09.ServerResponse.ErrorMessage;
import dev.postern.net.wire.MixPacketRequest;
import dev.postern.net.wire.MixPacketRequest.Parsed;
import dev.postern.net.wire.RequestFault;
import dev.postern.sphinx.PacketSize;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Set;

/** What a client's binary frame asks for (spec §4). */
public sealed interface BinaryRequest {
  /** Mode, first hop, and a packet of one of three sizes. */
  MixPacketRequest.Shape SHAPE =
      new MixPacketRequest.Shape(
          FrameForm.A,
          Set.of(PacketMode.MIX, PacketMode.VPN),
          Set.of(PacketSize.ACK, PacketSize.REGULAR, PacketSize.EXTENDED_32),
          false);

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
  record Refused(RequestFault reason, ServerResponse answer) implements BinaryRequest {
    static Refused because(RequestFault reason) {
      return new Refused(reason, new ErrorMessage(text(reason)));
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
              .formatted(text(RequestFault.PACKET_SIZE), actual, expected);
      return new Refused(RequestFault.PACKET_SIZE, new ErrorMessage(text));
    }

    private static String text(RequestFault reason) {
      return switch (reason) {
        case TOO_SHORT -> "the request is too short";
        case WRONG_MAC -> "provided MAC is invalid";
        case EMPTY -> malformed("too few bytes provided");
        case MODE -> malformed("provided packet mode is invalid");
        case ADDRESS -> malformed("address field was incorrectly encoded");
        case PACKET_SIZE -> malformed("received request had invalid size.");
        case KIND, UNENCRYPTED, ROTATION, TEXT, ENCRYPTED_TEXT ->
            throw new AssertionError("there is no such fault in Nym 0.9: " + reason);
      };
    }

    private static String malformed(String detail) {
      return "provided mix packet was malformed - " + detail;
    }
  }

  /** Reads a frame, decrypting it in place. The frame stays the caller's to release. */
  static BinaryRequest read(ByteBuf frame, BinaryMessageCodec codec) {
    return switch (codec.open(frame)) {
      case TOO_SHORT -> Refused.because(RequestFault.TOO_SHORT);
      case WRONG_MAC -> Refused.because(RequestFault.WRONG_MAC);
      case OPENED -> parse(frame);
    };
  }

  private static BinaryRequest parse(ByteBuf plaintext) {
    Parsed parsed = MixPacketRequest.parse(plaintext, SHAPE);
    if (parsed instanceof Parsed.Malformed malformed) {
      return malformed.fault() == RequestFault.PACKET_SIZE
          ? Refused.packetSize(malformed.packetBytes())
          : Refused.because(malformed.fault());
    }
    return new ForwardSphinx(((Parsed.Request) parsed).packet());
  }

  /** The client's half: a frame that asks to forward a packet, which stays the caller's. */
  static ByteBuf write(MixPacket packet, BinaryMessageCodec codec, ByteBufAllocator allocator) {
    ByteBuf plaintext = allocator.heapBuffer(SHAPE.longestBytes());
    try {
      MixPacketRequest.write(packet, plaintext, SHAPE);
      return codec.seal(allocator, plaintext.nioBuffer());
    } finally {
      plaintext.release();
    }
  }
}
