package dev.postern.net.nym2025;

import dev.postern.net.FrameForm;
import dev.postern.net.PacketMode;
import dev.postern.net.wire.MixPacketRequest;
import dev.postern.net.wire.MixPacketRequest.Parsed;
import dev.postern.net.wire.MixPacketRequest.Shape;
import dev.postern.net.wire.RequestFault;
import dev.postern.net.wire.SessionStep;
import dev.postern.sphinx.PacketSize;
import io.netty.buffer.ByteBuf;
import java.util.Set;

/**
 * The two kinds of packets that a client wants forwarded (the later generations' spec §6.4), and
 * what it hears of one that is none.
 */
final class PacketRequests {
  /** A packet. */
  static final int FORWARD_SPHINX = 1;

  /** A packet, and for which of the next hop's keys it is. */
  static final int FORWARD_SPHINX_V2 = 2;

  /** Nodes of any release that clients of this kind meet read form B; many read no other. */
  private static final Shape SHAPE =
      new Shape(FrameForm.B, Set.of(PacketMode.MIX), Set.of(PacketSize.values()), false);

  /** It came with form C, which has room for the rotation. */
  private static final Shape SHAPE_V2 =
      new Shape(FrameForm.C, Set.of(PacketMode.MIX), Set.of(PacketSize.values()), true);

  /** How long the longest is. */
  static final int LONGEST_BYTES = SHAPE_V2.longestBytes();

  private static final int OUTFOX = 2;

  private PacketRequests() {}

  /** What such a kind looks like. */
  static Shape shape(int kind) {
    return kind == FORWARD_SPHINX ? SHAPE : SHAPE_V2;
  }

  /** Reads a request. The plaintext stays the caller's. */
  static SessionStep read(int kind, ByteBuf plaintext) {
    if (kind != FORWARD_SPHINX && kind != FORWARD_SPHINX_V2) {
      return refuse(RequestFault.KIND, "received request with an unknown kind: " + kind);
    }
    Shape shape = shape(kind);
    ByteBuf head = plaintext.duplicate();
    int headBytes = shape.hasRotation() ? 2 : 1;
    if (plaintext.readableBytes() <= headBytes) {
      return refusePacket(RequestFault.EMPTY, "too few bytes provided to recover from bytes");
    }
    Parsed parsed = MixPacketRequest.parse(plaintext, shape);
    if (parsed instanceof Parsed.Malformed malformed) {
      return refusePacket(malformed.fault(), reason(malformed, head));
    }
    return new SessionStep.Forward(((Parsed.Request) parsed).packet());
  }

  private static String reason(Parsed.Malformed malformed, ByteBuf head) {
    return switch (malformed.fault()) {
      case MODE -> mode(head.readUnsignedByte());
      case ROTATION ->
          "provided key rotation is invalid: %d is not a valid encoding of a sphinx key rotation"
              .formatted(head.getUnsignedByte(head.readerIndex() + 1));
      case ADDRESS -> "address field was incorrectly encoded";
      case PACKET_SIZE ->
          "received request had an invalid packet size: "
              + malformed.packetBytes()
              + " does not correspond with any known packet size";
      default -> throw new AssertionError("not found by the parser: " + malformed.fault());
    };
  }

  private static String mode(int type) {
    return type == OUTFOX
        ? "attempted to use outfox, but it is currently not supported by the network"
        : "provided packet mode is invalid: " + type + " is not a valid packet type tag";
  }

  private static SessionStep refusePacket(RequestFault fault, String reason) {
    return refuse(fault, "failed to serialise created sphinx packet: " + reason);
  }

  /** For this client the connection is over. */
  static SessionStep refuse(RequestFault fault, String reason) {
    return new SessionStep.Refuse(
        fault, Refusals.error("Provided binary request was malformed - " + reason));
  }
}
