package dev.postern.net.nym09;

import dev.postern.net.wire.ClientChannel;
import dev.postern.sphinx.crypto.Primitives;

/** The link of Nym 0.9 itself. */
enum Nym09Link implements LegacyLink {
  INSTANCE;

  @Override
  public String write(HandshakeMessage message) {
    return ControlMessageCodec.write(message);
  }

  @Override
  public String write(ServerResponse answer) {
    return ControlMessageCodec.write(answer);
  }

  @Override
  public ClientChannel channel(SharedKeys keys, Primitives primitives) {
    return new Nym09Channel(new BinaryMessageCodec(keys, primitives));
  }
}
