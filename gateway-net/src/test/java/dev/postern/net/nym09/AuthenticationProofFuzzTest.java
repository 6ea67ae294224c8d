package dev.postern.net.nym09;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.nym09.AuthenticationProof.Parsed;
import dev.postern.net.nym09.ClientControlRequest.Authenticate;
import dev.postern.sphinx.crypto.Base58;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.Primitives;
import dev.postern.testing.FuzzTarget;
import dev.postern.testing.Vectors;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The three fields of a login, a line each: the first that is malformed is answered; of those that
 * aren't, only the address encrypted under the client's own key proves anything.
 */
class AuthenticationProofFuzzTest extends FuzzTarget {
  private static final SharedKeys KEYS = SharedKeys.fromBytes(new byte[SharedKeys.BYTES]);

  private final Primitives primitives = CryptoEngine.best().newPrimitives();

  @Override
  protected void check(byte[] input) {
    String[] lines = Arrays.copyOf(new String(input, UTF_8).split("\n", 3), 3);
    String[] fields =
        Arrays.stream(lines).map(line -> line == null ? "" : line).toArray(String[]::new);
    byte[] address = decode(fields[0], 32);
    byte[] encrypted = decode(fields[1], 32);
    byte[] iv = decode(fields[2], 16);
    Parsed parsed = AuthenticationProof.parse(new Authenticate(fields[0], fields[1], fields[2]));
    if (address == null) {
      assertThat(parsed).isEqualTo(new Parsed.Malformed(ServerResponse.MALFORMED_ADDRESS));
    } else if (encrypted == null) {
      assertThat(parsed)
          .isEqualTo(new Parsed.Malformed(ServerResponse.MALFORMED_ENCRYPTED_ADDRESS));
    } else if (iv == null) {
      assertThat(parsed).isEqualTo(new Parsed.Malformed(ServerResponse.MALFORMED_IV));
    } else {
      byte[] right = address.clone();
      KEYS.keystream(primitives, iv, right, 0, right.length);
      checkProof(parsed, address, Arrays.equals(right, encrypted));
      Authenticate proven = new Authenticate(fields[0], Base58.encode(right), fields[2]);
      checkProof(AuthenticationProof.parse(proven), address, true);
    }
  }

  private void checkProof(Parsed parsed, byte[] address, boolean right) {
    AuthenticationProof proof = ((Parsed.WellFormed) parsed).proof();
    assertThat(proof.client().toBytes()).isEqualTo(address);
    assertThat(proof.isBy(KEYS, primitives)).isEqualTo(right);
  }

  private static byte @Nullable [] decode(String text, int expectedBytes) {
    try {
      return Base58.decode(text, expectedBytes);
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }

  @Override
  protected List<byte[]> seeds() {
    return Vectors.cases("authenticate.json", "cases")
        .flatMap(vector -> HandshakeVector.texts(vector).stream())
        .map(ControlMessageCodec::readRequest)
        .filter(Authenticate.class::isInstance)
        .map(Authenticate.class::cast)
        .map(login -> String.join("\n", login.address(), login.encAddress(), login.iv()))
        .distinct()
        .map(text -> text.getBytes(UTF_8))
        .filter(text -> text.length <= maxBytes())
        .toList();
  }

  @Override
  protected int maxBytes() {
    return 200;
  }
}
