package dev.postern.benchmarks;

import dev.postern.net.MixPacket;
import dev.postern.net.wire.ClientText;
import dev.postern.net.wire.GatewaySide;
import dev.postern.net.wire.LoginDialogue;
import dev.postern.net.wire.LoginStep;
import dev.postern.net.wire.NewClient;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * A gateway and a client that registers with it, with the same identities and ephemeral keys each
 * time: so what the client said once is right again in the next handshake, and the gateway's half
 * can be run by itself. Not thread-safe.
 */
final class Encounter {
  private final Generation generation;
  private final GatewaySide gateway;
  private final byte[] ephemeral;
  private final byte[] drawn = new byte[SphinxPrivateKey.BYTES];
  private final Newcomer newcomer;
  private final String init;
  private final String proof;

  Encounter(Engine engine, Generation generation) {
    this.generation = generation;
    Journey journey = new Journey(1);
    ephemeral = journey.bytes(SphinxPrivateKey.BYTES);
    gateway =
        new GatewaySide(
            IdentityPrivateKey.fromBytes(journey.bytes(IdentityPrivateKey.BYTES)),
            this::ephemeralKey,
            engine.get().newPrimitives(),
            new SecureRandom(),
            Clock.systemUTC(),
            () -> true);
    newcomer =
        generation.newcomer(
            IdentityPrivateKey.fromBytes(journey.bytes(IdentityPrivateKey.BYTES)),
            SphinxPrivateKey.fromBytes(journey.bytes(SphinxPrivateKey.BYTES)),
            gateway);
    init = newcomer.init();
    proof = newcomer.prove(firstWords(init));
  }

  /** As much work as a fresh key: random bytes are drawn, and the public key is computed. */
  private SphinxPrivateKey ephemeralKey() {
    gateway.random().nextBytes(drawn);
    return SphinxPrivateKey.fromBytes(ephemeral);
  }

  private String firstWords(String text) {
    LoginStep step = generation.wire().newDialogue(gateway).receive(ClientText.parse(text));
    return ((LoginStep.Say) step).words().texts().get(0);
  }

  /** The gateway's half of the first exchange: what it says to the client's first text. */
  String begin() {
    return firstWords(init);
  }

  /** The gateway's half of a registration, from both of the client's texts, but for storing it. */
  NewClient register() {
    LoginDialogue dialogue = generation.wire().newDialogue(gateway);
    LoginStep.Say reply = (LoginStep.Say) dialogue.receive(ClientText.parse(init));
    LoginStep last = dialogue.receive(ClientText.parse(proof));
    if (last instanceof LoginStep.Register register && !reply.words().texts().isEmpty()) {
      return register.client();
    }
    throw new AssertionError("the registration failed: " + last);
  }

  /** What that client sends to have a packet forwarded; the packet stays the caller's. */
  ByteBuf request(NewClient registered, MixPacket packet, ByteBufAllocator allocator) {
    return newcomer.request(registered.registered().texts().get(0), packet, allocator);
  }
}
