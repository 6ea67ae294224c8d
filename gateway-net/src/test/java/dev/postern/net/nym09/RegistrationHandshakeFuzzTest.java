package dev.postern.net.nym09;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.net.nym09.ClientControlRequest.Authenticate;
import dev.postern.net.nym09.ClientControlRequest.RegisterHandshakeInitRequest;
import dev.postern.net.nym09.ClientControlRequest.Unreadable;
import dev.postern.net.nym09.HandshakeMessage.HandshakeError;
import dev.postern.net.nym09.HandshakeMessage.HandshakePayload;
import dev.postern.net.nym09.RegistrationHandshake.Agreed;
import dev.postern.net.nym09.RegistrationHandshake.Ignored;
import dev.postern.net.nym09.RegistrationHandshake.Refused;
import dev.postern.net.nym09.RegistrationHandshake.Reply;
import dev.postern.net.nym09.RegistrationHandshake.Step;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.Primitives;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.testing.FuzzInput;
import dev.postern.testing.FuzzTarget;
import dev.postern.testing.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a client, one after the other; each begins with what kind it is. Some are those of an
 * honest client, which may be altered in one place. Keys are agreed upon only by an init and a
 * proof that are both as the honest client made them, for this very exchange.
 */
class RegistrationHandshakeFuzzTest extends FuzzTarget {
  private static final int MAX_MESSAGES = 8;
  private static final IdentityPrivateKey GATEWAY = IdentityPrivateKey.fromBytes(filled(1));
  private static final IdentityPrivateKey CLIENT = IdentityPrivateKey.fromBytes(filled(2));
  private static final SphinxPrivateKey GATEWAY_EPHEMERAL = SphinxPrivateKey.fromBytes(filled(3));
  private static final SphinxPrivateKey CLIENT_EPHEMERAL = SphinxPrivateKey.fromBytes(filled(4));

  private final Primitives primitives = CryptoEngine.best().newPrimitives();

  // One conversation's: a new handshake follows each that is over.
  private RegistrationHandshake gateway = newGateway();
  private ClientHandshake client = newClient();
  private byte @Nullable [] init; // that was replied to; null: none was
  private byte @Nullable [] proof; // the honest answer to that reply; null: there is none

  @Override
  protected void check(byte[] input) {
    startOver();
    FuzzInput fuzz = new FuzzInput(input);
    for (int i = 0; i < MAX_MESSAGES && fuzz.isLeft(); i++) {
      ClientControlRequest message = message(fuzz);
      checkStep(message, gateway.receive(message));
    }
  }

  private ClientControlRequest message(FuzzInput fuzz) {
    return switch (fuzz.number() % 8) {
      case 0 -> new HandshakePayload(client.init().data());
      case 1 -> new HandshakePayload(altered(client.init().data(), fuzz));
      case 2 -> new HandshakePayload(proof == null ? new byte[64] : proof.clone());
      case 3 -> new HandshakePayload(altered(proof == null ? new byte[64] : proof, fuzz));
      case 4 -> new HandshakePayload(fuzz.counted());
      case 5 -> new RegisterHandshakeInitRequest(fuzz.counted());
      case 6 -> new HandshakeError(new String(fuzz.counted(), UTF_8));
      default -> fuzz.number() == 0 ? new Unreadable() : new Authenticate("a", "b", "c");
    };
  }

  private void checkStep(ClientControlRequest message, Step step) {
    byte[] payload = message instanceof HandshakePayload it ? it.data() : new byte[0];
    if (step instanceof Agreed agreed) {
      assertThat(init).isEqualTo(client.init().data());
      assertThat(payload).isEqualTo(proof);
      assertThat(agreed.client().toBytes()).isEqualTo(CLIENT.publicKey().toBytes());
      ClientHandshake.Step end = client.receive(HandshakePayload.done());
      SharedKeys keys = ((ClientHandshake.Agreed) end).keys();
      assertThat(keys.secretBytes().equalsSecretBytes(agreed.keys().secretBytes())).isTrue();
      startOver();
    } else if (step instanceof Refused refused) {
      boolean honest = proof != null && Arrays.equals(payload, proof) && isHonestInit();
      assertThat(honest).isFalse();
      assertThat(refused.texts()).isNotEmpty().allMatch(text -> text.startsWith("{\"type\":\""));
      startOver();
    } else if (step instanceof Reply reply) {
      assertThat(init).isNull();
      assertThat(reply.payload().data())
          .hasSize(96)
          .startsWith(GATEWAY_EPHEMERAL.publicKey().toBytes());
      init = message instanceof RegisterHandshakeInitRequest it ? it.data() : payload;
      assertThat(init).hasSize(64);
      ClientHandshake.Step answer = client.receive(reply.payload());
      proof = answer instanceof ClientHandshake.Reply it ? it.payload().data() : null;
    } else {
      assertThat(step).isInstanceOf(Ignored.class);
      assertThat(init).isNotNull();
      assertThat(message).isNotInstanceOf(HandshakeMessage.class);
    }
  }

  private boolean isHonestInit() {
    return init != null && Arrays.equals(init, newClient().init().data());
  }

  private void startOver() {
    gateway = newGateway();
    client = newClient();
    init = null;
    proof = null;
  }

  private RegistrationHandshake newGateway() {
    return new RegistrationHandshake(GATEWAY, () -> GATEWAY_EPHEMERAL, primitives);
  }

  private ClientHandshake newClient() {
    return new ClientHandshake(CLIENT, CLIENT_EPHEMERAL, GATEWAY.publicKey(), primitives);
  }

  /** One byte is another, or the end is cut off, or something follows. */
  private static byte[] altered(byte[] honest, FuzzInput fuzz) {
    byte[] altered = honest.clone();
    int at = fuzz.number();
    if (at < altered.length) {
      altered[at] ^= (byte) fuzz.number();
      return altered;
    }
    return Arrays.copyOf(altered, at & 0x7f);
  }

  private static byte[] filled(int by) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) by);
    return bytes;
  }

  @Override
  protected List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    seeds.add(FuzzInput.numbers(0, 2, 0, 2)); // twice
    seeds.add(FuzzInput.numbers(0, 7, 0, 7, 1, 2)); // others in between
    seeds.add(FuzzInput.numbers(0, 3, 32, 1)); // a flipped bit in S
    seeds.add(FuzzInput.numbers(1, 63, 0x80, 2)); // bit 255 of the ephemeral key
    seeds.add(FuzzInput.numbers(1, 0, 1, 2)); // another identity
    seeds.add(FuzzInput.numbers(0, 6, 2, 'n', 'o'));
    Vectors.cases("handshake.json", "cases")
        .map(RegistrationHandshakeFuzzTest::payloads)
        .filter(seed -> seed.length > 0)
        .forEach(seeds::add);
    return seeds;
  }

  private static byte[] payloads(JsonNode vector) {
    return FuzzInput.of(
        HandshakeVector.texts(vector).stream()
            .map(ControlMessageCodec::readRequest)
            .filter(HandshakePayload.class::isInstance)
            .map(message -> ((HandshakePayload) message).data())
            .filter(data -> data.length < 256)
            .map(data -> FuzzInput.of(FuzzInput.numbers(4, data.length), data))
            .toArray(byte[][]::new));
  }

  @Override
  protected int maxBytes() {
    return 300;
  }
}
