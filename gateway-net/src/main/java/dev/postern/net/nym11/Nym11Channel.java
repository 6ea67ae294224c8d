package dev.postern.net.nym11;

import dev.postern.net.FrameForm;
import dev.postern.net.PacketMode;
import dev.postern.net.nym09.BinaryMessageCodec;
import dev.postern.net.wire.ClientChannel;
import dev.postern.net.wire.ClientText;
import dev.postern.net.wire.MixPacketRequest;
import dev.postern.net.wire.MixPacketRequest.Parsed;
import dev.postern.net.wire.MixPacketRequest.Shape;
import dev.postern.net.wire.RequestFault;
import dev.postern.net.wire.SessionStep;
import dev.postern.net.wire.Words;
import dev.postern.sphinx.PacketSize;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * The link to a client of Nym 0.12 to v2024.11 that is logged in: the binary frames of 0.9, more
 * sizes of packets in them, and texts about bandwidth. No error ends the connection.
 */
final class Nym11Channel implements ClientChannel {
  /** Releases that knew VPN mode gave no number, and were not told from those of 0.9. */
  private static final Shape SHAPE =
      new Shape(FrameForm.B, Set.of(PacketMode.MIX), Set.of(PacketSize.values()), false);

  private static final Shape UNNUMBERED_SHAPE =
      new Shape(FrameForm.B, Set.of(PacketMode.values()), Set.of(PacketSize.values()), false);

  private static final Words BANDWIDTH = Words.of(Nym11Texts.bandwidth());
  private static final Words NO_CREDENTIALS =
      Words.of(Nym11Texts.error("credentials are not taken here: bandwidth is free"));
  private static final Words INVALID_REQUEST = Words.of(Nym11Texts.error("invalid request"));

  private final BinaryMessageCodec codec;
  private final Shape shape;
  private final String sent;

  Nym11Channel(BinaryMessageCodec codec, Numbering numbering) {
    this.codec = codec;
    this.shape = numbering.isField() ? SHAPE : UNNUMBERED_SHAPE;
    this.sent = Nym11Texts.send(numbering);
  }

  @Override
  public ByteBuf seal(ByteBufAllocator allocator, ByteBuffer message) {
    return codec.seal(allocator, message);
  }

  @Override
  public SessionStep receive(ByteBuf frame) {
    return switch (codec.open(frame)) {
      case TOO_SHORT -> refused(RequestFault.TOO_SHORT, "the request is too short");
      case WRONG_MAC -> refused(RequestFault.WRONG_MAC, "provided MAC is invalid");
      case OPENED -> parse(frame);
    };
  }

  private SessionStep parse(ByteBuf plaintext) {
    Parsed parsed = MixPacketRequest.parse(plaintext, shape);
    if (parsed instanceof Parsed.Malformed malformed) {
      return refused(
          malformed.fault(), "failed to serialise created sphinx packet: " + reason(malformed));
    }
    return new SessionStep.Forward(((Parsed.Request) parsed).packet());
  }

  private static String reason(Parsed.Malformed malformed) {
    return switch (malformed.fault()) {
      case EMPTY -> "too few bytes provided to recover from bytes";
      case MODE -> "provided packet mode is invalid";
      case ADDRESS -> "address field was incorrectly encoded";
      case PACKET_SIZE ->
          "received request had an invalid packet size: %d does not correspond with any known packet size"
              .formatted(malformed.packetBytes());
      default -> throw new AssertionError("not found by the parser: " + malformed.fault());
    };
  }

  private static SessionStep refused(RequestFault fault, String reason) {
    return new SessionStep.Refuse(
        fault, Words.of(Nym11Texts.error("Provided binary request was malformed - " + reason)));
  }

  @Override
  public SessionStep receive(ClientText text) {
    String type = text.type();
    if (type == null) {
      return new SessionStep.Refuse(RequestFault.TEXT, INVALID_REQUEST);
    }
    return switch (type) {
      case "claimFreeTestnetBandwidth" -> new SessionStep.Say(BANDWIDTH);
      case "bandwidthCredential", "bandwidthCredentialV2", "ecashCredential" ->
          new SessionStep.Refuse(RequestFault.TEXT, NO_CREDENTIALS);
      default -> new SessionStep.Refuse(RequestFault.TEXT, INVALID_REQUEST);
    };
  }

  @Override
  public String sent() {
    return sent;
  }
}
