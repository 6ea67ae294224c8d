package dev.postern.net.nym2025;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.nym2025.ClientRequest.RegisterHandshakeInitRequest;
import dev.postern.net.nym2025.ClientRequest.SupportedProtocol;
import dev.postern.net.nym2025.HandshakeMessage.HandshakeError;
import dev.postern.net.nym2025.HandshakeMessage.HandshakePayload;
import dev.postern.net.nym2025.RegistrationHandshake.Agreed;
import dev.postern.net.nym2025.RegistrationHandshake.Ignored;
import dev.postern.net.nym2025.RegistrationHandshake.Refused;
import dev.postern.net.nym2025.RegistrationHandshake.Reply;
import dev.postern.net.nym2025.RegistrationHandshake.Step;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.testing.FuzzInput;
import dev.postern.testing.FuzzTarget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages of both sides of a registration, altered, repeated, in any order: keys only for an init
 * and a proof as the honest client made them, for this exchange; our own client has a key only from
 * the right gateway.
 */
class Nym2025HandshakeFuzzTest extends FuzzTarget {
  private static final int MAX_MESSAGES = 6;
  private static final IdentityPrivateKey GATEWAY = IdentityPrivateKey.fromBytes(filled(1));
  private static final IdentityPrivateKey CLIENT = IdentityPrivateKey.fromBytes(filled(2));
  private static final SphinxPrivateKey GATEWAY_EPHEMERAL = SphinxPrivateKey.fromBytes(filled(3));
  private static final SphinxPrivateKey CLIENT_EPHEMERAL = SphinxPrivateKey.fromBytes(filled(4));

  private RegistrationHandshake gateway = newGateway();
  private ClientHandshake client = newClient();
  private HandshakePayload honestInit = payload(client.init());
  private @Nullable HandshakePayload init; // that was replied to; null: none was
  private @Nullable HandshakePayload proof; // the honest answer to that; null: there is none

  @Override
  protected void check(byte[] input) {
    startOver();
    FuzzInput fuzz = new FuzzInput(input);
    for (int i = 0; i < MAX_MESSAGES && fuzz.isLeft(); i++) {
      ClientRequest message = message(fuzz);
      checkStep(message, gateway.receive(message), fuzz);
    }
  }

  private ClientRequest message(FuzzInput fuzz) {
    HandshakePayload last = proof == null ? new HandshakePayload(6, new byte[92]) : proof;
    return switch (fuzz.number() % 8) {
      case 0 -> honestInit;
      case 1 -> altered(honestInit, fuzz);
      case 2 -> last;
      case 3 -> altered(last, fuzz);
      case 4 -> new HandshakePayload(fuzz.number(), fuzz.counted());
      case 5 -> new RegisterHandshakeInitRequest(fuzz.number(), fuzz.counted());
      case 6 -> new HandshakeError("no");
      default -> new SupportedProtocol();
    };
  }

  private void checkStep(ClientRequest message, Step step, FuzzInput fuzz) {
    if (step instanceof Agreed agreed) {
      assertThat(init.data()).isEqualTo(honestInit.data());
      assertThat(((HandshakePayload) message).data()).isEqualTo(proof.data());
      assertThat(agreed.client().toBytes()).isEqualTo(CLIENT.publicKey().toBytes());
      assertThat(agreed.number()).isBetween(3, 6).isLessThanOrEqualTo(init.number());
      ClientHandshake.Step end =
          client.receive(ServerTexts.handshake(HandshakePayload.done(agreed.number())));
      GcmSivKey key = ((ClientHandshake.Agreed) end).key();
      assertThat(key.secretBytes().equalsSecretBytes(agreed.key().secretBytes())).isTrue();
      startOver();
    } else if (step instanceof Refused refused) {
      assertThat(Refusals.of(refused).areLast()).isTrue();
      assertThat(isHonestInit() && message.equals(proof)).isFalse();
      startOver();
    } else if (step instanceof Reply reply) {
      replied(message, reply, fuzz);
    } else {
      assertThat(step).isEqualTo(new Ignored());
      assertThat(message).isNotInstanceOf(HandshakePayload.class);
    }
  }

  private void replied(ClientRequest message, Reply reply, FuzzInput fuzz) {
    assertThat(init).isNull();
    init =
        message instanceof RegisterHandshakeInitRequest other
            ? new HandshakePayload(other.number(), other.data())
            : (HandshakePayload) message;
    assertThat(init.data()).hasSize(80);
    assertThat(init.number()).isGreaterThanOrEqualTo(3);
    assertThat(reply.payload().number()).isEqualTo(Math.min(6, init.number()));
    byte[] data = reply.payload().data();
    assertThat(data).hasSize(124).startsWith(GATEWAY_EPHEMERAL.publicKey().toBytes());
    HandshakePayload arriving =
        fuzz.number() % 4 == 3 ? altered(reply.payload(), fuzz) : reply.payload();
    ClientHandshake.Step answer = client.receive(ServerTexts.handshake(arriving));
    // The gateway signs the ephemeral keys; for whom it took the client comes out later.
    boolean isForThisClient =
        Arrays.equals(init.data(), 32, 80, honestInit.data(), 32, 80)
            && Arrays.equals(arriving.data(), data)
            && arriving.number() <= 6;
    assertThat(answer instanceof ClientHandshake.Reply).isEqualTo(isForThisClient);
    proof = answer instanceof ClientHandshake.Reply it ? payload(it.text()) : null;
  }

  private boolean isHonestInit() {
    return init != null && Arrays.equals(init.data(), honestInit.data());
  }

  private static HandshakePayload payload(String text) {
    return (HandshakePayload) RequestReader.readHandshake(text);
  }

  private void startOver() {
    gateway = newGateway();
    client = newClient();
    honestInit = payload(client.init());
    init = null;
    proof = null;
  }

  private static RegistrationHandshake newGateway() {
    return new RegistrationHandshake(ModernVector.side(GATEWAY, GATEWAY_EPHEMERAL, Instant.EPOCH));
  }

  private static ClientHandshake newClient() {
    return new ClientHandshake(
        CLIENT,
        CLIENT_EPHEMERAL,
        GATEWAY.publicKey(),
        6,
        ModernVector.ENGINE.newPrimitives(),
        new ScriptedRandom(filled(5), filled(6)));
  }

  /** Another number; or one byte is another, or the end is cut off, or something follows. */
  private static HandshakePayload altered(HandshakePayload honest, FuzzInput fuzz) {
    int at = fuzz.number();
    if (at == 255) {
      return new HandshakePayload(fuzz.number(), honest.data());
    }
    byte[] altered = honest.data().clone();
    if (at < altered.length) {
      altered[at] ^= (byte) fuzz.number();
      return new HandshakePayload(honest.number(), altered);
    }
    return new HandshakePayload(honest.number(), Arrays.copyOf(altered, at & 0x7f));
  }

  private static byte[] filled(int by) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) by);
    return bytes;
  }

  @Override
  protected List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    seeds.add(FuzzInput.numbers(0, 0, 2, 0, 0, 2)); // twice
    seeds.add(FuzzInput.numbers(0, 0, 7, 2)); // another in between
    seeds.add(FuzzInput.numbers(0, 0, 3, 80, 1)); // a flipped bit in the nonce
    seeds.add(FuzzInput.numbers(1, 255, 3, 0, 2)); // another number
    seeds.add(FuzzInput.numbers(1, 255, 2));
    seeds.add(FuzzInput.numbers(1, 63, 0x80, 0, 2)); // bit 255 of the ephemeral key
    seeds.add(FuzzInput.numbers(1, 70, 1, 0, 2)); // another salt
    seeds.add(FuzzInput.numbers(1, 0, 1, 0, 2)); // another identity
    seeds.add(FuzzInput.numbers(0, 3, 40, 1, 2)); // the reply is altered
    seeds.add(FuzzInput.numbers(0, 3, 255, 7, 2));
    seeds.add(FuzzInput.numbers(0, 0, 6));
    ModernVector.registrations(true)
        .map(
            vector -> {
              HandshakeMessage first =
                  RequestReader.readHandshake(vector.transcript().get(0).required("text").asText());
              return first instanceof HandshakePayload it
                  ? FuzzInput.of(FuzzInput.numbers(4, it.number(), it.data().length), it.data())
                  : new byte[0];
            })
        .filter(seed -> seed.length > 0)
        .forEach(seeds::add);
    return seeds;
  }

  @Override
  protected int maxBytes() {
    return 300;
  }
}
