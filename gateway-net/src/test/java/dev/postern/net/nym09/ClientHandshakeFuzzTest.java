package dev.postern.net.nym09;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.nym09.ClientHandshake.Agreed;
import dev.postern.net.nym09.ClientHandshake.Failed;
import dev.postern.net.nym09.ClientHandshake.Reply;
import dev.postern.net.nym09.ClientHandshake.Step;
import dev.postern.net.nym09.HandshakeMessage.HandshakeError;
import dev.postern.net.nym09.HandshakeMessage.HandshakePayload;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.Primitives;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.testing.FuzzInput;
import dev.postern.testing.FuzzTarget;
import java.util.Arrays;
import java.util.List;

/**
 * Messages of a gateway, one after the other; each begins with what kind it is. The client proves
 * itself, and in the end keeps keys, for none but a reply that the right gateway made.
 */
class ClientHandshakeFuzzTest extends FuzzTarget {
  private static final int MAX_MESSAGES = 6;
  private static final IdentityPrivateKey GATEWAY = IdentityPrivateKey.fromBytes(filled(1));
  private static final IdentityPrivateKey CLIENT = IdentityPrivateKey.fromBytes(filled(2));
  private static final SphinxPrivateKey GATEWAY_EPHEMERAL = SphinxPrivateKey.fromBytes(filled(3));
  private static final SphinxPrivateKey CLIENT_EPHEMERAL = SphinxPrivateKey.fromBytes(filled(4));

  private final Primitives primitives = CryptoEngine.best().newPrimitives();

  @Override
  protected void check(byte[] input) {
    ClientHandshake client =
        new ClientHandshake(CLIENT, CLIENT_EPHEMERAL, GATEWAY.publicKey(), primitives);
    RegistrationHandshake gateway =
        new RegistrationHandshake(GATEWAY, () -> GATEWAY_EPHEMERAL, primitives);
    HandshakePayload right =
        ((RegistrationHandshake.Reply) gateway.receive(client.init())).payload();
    boolean proved = false;
    FuzzInput fuzz = new FuzzInput(input);
    for (int i = 0; i < MAX_MESSAGES && fuzz.isLeft(); i++) {
      HandshakeMessage message = message(right.data(), fuzz);
      byte[] payload = message instanceof HandshakePayload it ? it.data() : new byte[0];
      Step step = client.receive(message);
      if (step instanceof Reply reply) {
        assertThat(proved).isFalse();
        assertThat(payload).isEqualTo(right.data());
        assertThat(gateway.receive(reply.payload()))
            .isInstanceOf(RegistrationHandshake.Agreed.class);
        proved = true;
      } else if (step instanceof Agreed) {
        assertThat(proved).isTrue();
        assertThat(payload).containsExactly(1);
      } else {
        Failed failed = (Failed) step;
        assertThat(failed.toPeer() == null).isEqualTo(message instanceof HandshakeError);
        assertThat(!proved && Arrays.equals(payload, right.data())).isFalse();
        assertThat(proved && Arrays.equals(payload, new byte[] {1})).isFalse();
      }
    }
  }

  private static HandshakeMessage message(byte[] right, FuzzInput fuzz) {
    return switch (fuzz.number() % 5) {
      case 0 -> new HandshakePayload(right.clone());
      case 1 -> {
        byte[] altered = right.clone();
        altered[fuzz.number() % altered.length] ^= (byte) fuzz.number();
        yield new HandshakePayload(altered);
      }
      case 2 -> HandshakePayload.done();
      case 3 -> new HandshakePayload(fuzz.counted());
      default -> new HandshakeError(new String(fuzz.counted(), UTF_8));
    };
  }

  private static byte[] filled(int by) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) by);
    return bytes;
  }

  @Override
  protected List<byte[]> seeds() {
    return List.of(
        FuzzInput.numbers(0, 2),
        FuzzInput.numbers(2, 0, 0, 2),
        FuzzInput.numbers(0, 3, 1, 0, 2),
        FuzzInput.numbers(1, 31, 0x80, 0, 2), // bit 255 of the gateway's ephemeral key
        FuzzInput.numbers(1, 95, 0x20, 0, 2),
        FuzzInput.of(FuzzInput.numbers(3, 96), new byte[96]), // low order
        FuzzInput.numbers(4, 2, 'n', 'o', 0, 2));
  }

  @Override
  protected int maxBytes() {
    return 300;
  }
}
