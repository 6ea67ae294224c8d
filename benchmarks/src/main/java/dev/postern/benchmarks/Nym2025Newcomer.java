package dev.postern.benchmarks;

import dev.postern.net.MixPacket;
import dev.postern.net.nym2025.ClientHandshake;
import dev.postern.net.nym2025.ClientHandshake.Agreed;
import dev.postern.net.nym2025.ClientHandshake.Reply;
import dev.postern.net.nym2025.ClientLink;
import dev.postern.net.wire.GatewaySide;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** A client of today. */
final class Nym2025Newcomer implements Newcomer {
  private static final int PROTOCOL = 6; // the highest there is

  private final ClientHandshake handshake;
  private final GatewaySide gateway;

  Nym2025Newcomer(IdentityPrivateKey identity, SphinxPrivateKey ephemeral, GatewaySide gateway) {
    this.gateway = gateway;
    handshake =
        new ClientHandshake(
            identity,
            ephemeral,
            gateway.identity().publicKey(),
            PROTOCOL,
            gateway.primitives(),
            gateway.random());
  }

  @Override
  public String init() {
    return handshake.init();
  }

  @Override
  public String prove(String reply) {
    return ((Reply) handshake.receive(reply)).text();
  }

  @Override
  public ByteBuf request(String lastWord, MixPacket packet, ByteBufAllocator allocator) {
    Agreed agreed = (Agreed) handshake.receive(lastWord);
    return new ClientLink(agreed.key(), gateway.primitives(), gateway.random())
        .request(ClientLink.KIND_WITH_ROTATION, packet, allocator);
  }
}
