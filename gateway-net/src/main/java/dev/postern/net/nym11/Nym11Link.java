package dev.postern.net.nym11;

import dev.postern.net.nym09.BinaryMessageCodec;
import dev.postern.net.nym09.ControlMessageCodec;
import dev.postern.net.nym09.HandshakeMessage;
import dev.postern.net.nym09.HandshakeMessage.HandshakePayload;
import dev.postern.net.nym09.LegacyLink;
import dev.postern.net.nym09.ServerResponse;
import dev.postern.net.nym09.ServerResponse.Status;
import dev.postern.net.nym09.SharedKeys;
import dev.postern.net.wire.ClientChannel;
import dev.postern.net.wire.ClientText;
import dev.postern.sphinx.crypto.Primitives;

/**
 * The answers of Nym 0.12 to v2024.11: as those of 0.9, with the number that the client gave, and
 * bandwidth. An answer never has a number where the request has none: later clients can't read null
 * there.
 */
final class Nym11Link implements LegacyLink {
  private final Numbering numbering;

  private Nym11Link(Numbering numbering) {
    this.numbering = numbering;
  }

  /** In answer to a client that gave no number. */
  static Nym11Link unnumbered() {
    return new Nym11Link(Numbering.absent());
  }

  /** In answer to this request. */
  static Nym11Link to(ClientText request) {
    return new Nym11Link(Numbering.of(request));
  }

  @Override
  public String write(HandshakeMessage message) {
    return message instanceof HandshakePayload payload
        ? Nym11Texts.handshakePayload(numbering, payload.data())
        : ControlMessageCodec.write(message);
  }

  @Override
  public String write(ServerResponse answer) {
    if (answer instanceof Status status) {
      return switch (status.subject()) {
        case REGISTER -> Nym11Texts.register(numbering, status.status());
        case AUTHENTICATE -> Nym11Texts.authenticate(numbering, status.status());
        case SEND -> Nym11Texts.send(numbering);
      };
    }
    return ControlMessageCodec.write(answer);
  }

  @Override
  public ClientChannel channel(SharedKeys keys, Primitives primitives) {
    return new Nym11Channel(new BinaryMessageCodec(keys, primitives), numbering);
  }
}
