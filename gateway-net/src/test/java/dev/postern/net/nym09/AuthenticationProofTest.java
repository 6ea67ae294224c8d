package dev.postern.net.nym09;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.net.nym09.AuthenticationProof.Parsed;
import dev.postern.net.nym09.ClientControlRequest.Authenticate;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.Primitives;
import dev.postern.testing.Vectors;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class AuthenticationProofTest {
  private final SecureRandom random = new SecureRandom();
  private final Primitives primitives = CryptoEngine.best().newPrimitives();

  /** The first request and answer of each conversation; whole ones are replayed over sockets. */
  @TestFactory
  Stream<DynamicTest> parseAndCheck_likeTheReference() {
    return Vectors.cases("authenticate.json", "cases")
        .filter(vector -> request(vector) instanceof Authenticate)
        .filter(vector -> !expected(vector).contains("duplicate connection"))
        .map(
            vector ->
                dynamicTest(
                    vector.required("name").asText(),
                    () -> assertThat(answer(vector)).isEqualTo(expected(vector))));
  }

  @Test
  void request_byTheHolderOfTheKeys_isAccepted() {
    SharedKeys keys = keys();
    assertThat(proof(keys).isBy(keys, primitives)).isTrue();
  }

  @Test
  void request_byTheHolderOfOtherKeys_isNotAccepted() {
    assertThat(proof(keys()).isBy(keys(), primitives)).isFalse();
  }

  @Test
  void parse_hugeField_isMalformed() {
    assertThat(AuthenticationProof.parse(new Authenticate("z".repeat(30_000), "1", "1")))
        .isEqualTo(new Parsed.Malformed(ServerResponse.MALFORMED_ADDRESS));
  }

  private AuthenticationProof proof(SharedKeys keys) {
    byte[] address = new byte[DestinationAddress.BYTES];
    random.nextBytes(address);
    Authenticate request =
        AuthenticationProof.request(DestinationAddress.read(address, 0), keys, primitives, random);
    return ((Parsed.WellFormed) AuthenticationProof.parse(request)).proof();
  }

  private SharedKeys keys() {
    byte[] bytes = new byte[SharedKeys.BYTES];
    random.nextBytes(bytes);
    return SharedKeys.fromBytes(bytes);
  }

  private String answer(JsonNode vector) {
    Parsed parsed = AuthenticationProof.parse((Authenticate) request(vector));
    if (parsed instanceof Parsed.Malformed malformed) {
      return ControlMessageCodec.write(malformed.answer());
    }
    SharedKeys keys =
        SharedKeys.fromBytes(HexFormat.of().parseHex(vector.required("shared_keys").asText()));
    boolean right =
        vector.required("registered").asBoolean()
            && ((Parsed.WellFormed) parsed).proof().isBy(keys, primitives);
    return ControlMessageCodec.write(
        right ? ServerResponse.AUTHENTICATED : ServerResponse.NOT_AUTHENTICATED);
  }

  private static ClientControlRequest request(JsonNode vector) {
    return ControlMessageCodec.readRequest(
        vector.required("transcript").required(0).required("text").asText());
  }

  private static String expected(JsonNode vector) {
    return vector.required("transcript").required(1).required("text").asText();
  }
}
