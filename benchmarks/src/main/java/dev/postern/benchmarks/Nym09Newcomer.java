package dev.postern.benchmarks;

import dev.postern.net.MixPacket;
import dev.postern.net.nym09.BinaryMessageCodec;
import dev.postern.net.nym09.BinaryRequest;
import dev.postern.net.nym09.ClientHandshake;
import dev.postern.net.nym09.ClientHandshake.Agreed;
import dev.postern.net.nym09.ClientHandshake.Reply;
import dev.postern.net.nym09.ClientHandshake.Step;
import dev.postern.net.nym09.ControlMessageCodec;
import dev.postern.net.nym09.HandshakeMessage;
import dev.postern.net.wire.GatewaySide;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.Primitives;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** A client of Nym 0.9. */
final class Nym09Newcomer implements Newcomer {
  private final ClientHandshake handshake;
  private final Primitives primitives;

  Nym09Newcomer(IdentityPrivateKey identity, SphinxPrivateKey ephemeral, GatewaySide gateway) {
    primitives = gateway.primitives();
    handshake =
        new ClientHandshake(identity, ephemeral, gateway.identity().publicKey(), primitives);
  }

  @Override
  public String init() {
    return ControlMessageCodec.write(handshake.init());
  }

  @Override
  public String prove(String reply) {
    return ControlMessageCodec.write(((Reply) hear(reply)).payload());
  }

  @Override
  public ByteBuf request(String lastWord, MixPacket packet, ByteBufAllocator allocator) {
    Agreed agreed = (Agreed) hear(lastWord);
    return BinaryRequest.write(
        packet, new BinaryMessageCodec(agreed.keys(), primitives), allocator);
  }

  private Step hear(String text) {
    return handshake.receive((HandshakeMessage) ControlMessageCodec.readRequest(text));
  }
}
