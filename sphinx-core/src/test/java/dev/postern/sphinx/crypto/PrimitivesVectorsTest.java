package dev.postern.sphinx.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.testing.Engines;
import dev.postern.testing.Vectors;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The primitives alone, against the reference's. */
class PrimitivesVectorsTest {
  @TestFactory
  Stream<DynamicTest> aesCtr_anyIv_isTheReferencesKeystream() {
    return onEach("prf.json", "ctr_with_iv", "name", PrimitivesVectorsTest::checkCtr);
  }

  @TestFactory
  Stream<DynamicTest> hmacBlake3_isTheReferences() {
    return onEach("handshake.json", "hmac_blake3", "data", PrimitivesVectorsTest::checkHmac);
  }

  @TestFactory
  Stream<DynamicTest> hkdfBlake3_isTheReferences() {
    return onEach("handshake.json", "hkdf_blake3", "input", PrimitivesVectorsTest::checkHkdf);
  }

  @TestFactory
  Stream<DynamicTest> x25519_honestPoint_isTheReferences() {
    return onEach("keys.json", "x25519", "public_key", PrimitivesVectorsTest::checkX25519);
  }

  @TestFactory
  Stream<DynamicTest> x25519_oddPoint_isTheReferencesOrToldAsZero() {
    return onEach("keys.json", "x25519_unusual", "name", PrimitivesVectorsTest::checkX25519);
  }

  private static Stream<DynamicTest> onEach(
      String file, String array, String nameField, Engines.Claim<JsonNode> claim) {
    List<JsonNode> cases = Vectors.cases(file, array).toList();
    return Engines.onEach(cases, one -> one.required(nameField).textValue(), claim);
  }

  private static void checkCtr(JsonNode one, CryptoEngine engine) {
    byte[] expected = bytes(one, "keystream");
    byte[] iv = bytes(one, "iv");
    Primitives primitives = engine.newPrimitives();
    for (int length = 0; length <= expected.length; length++) { // ends inside and between blocks
      byte[] data = new byte[expected.length + 2];
      primitives.aesCtr(bytes(one, "key"), 0, iv, data, 1, length);
      for (int i = 0; i < data.length; i++) {
        assertThat(data[i]).isEqualTo(i >= 1 && i <= length ? expected[i - 1] : 0);
      }
    }
    assertThat(iv).isEqualTo(bytes(one, "iv"));
  }

  private static void checkHmac(JsonNode one, CryptoEngine engine) {
    byte[] key = bytes(one, "key");
    byte[] data = bytes(one, "data");
    byte[] mac = new byte[Primitives.HASH_BYTES];
    Primitives primitives = engine.newPrimitives();
    for (int round = 0; round < 2; round++) { // nothing of the first is left for the second
      primitives.hmacBlake3(key, 0, key.length, data, 0, data.length, mac);
      assertThat(mac).isEqualTo(bytes(one, "mac"));
    }
  }

  private static void checkHkdf(JsonNode one, CryptoEngine engine) {
    byte[] expected = bytes(one, "output");
    assertThat(engine.newPrimitives().hkdfBlake3(bytes(one, "input"), expected.length))
        .isEqualTo(expected);
  }

  private static void checkX25519(JsonNode one, CryptoEngine engine) {
    byte[] expected = bytes(one, "shared");
    byte[] shared = new byte[34];
    boolean usable =
        engine
            .newPrimitives()
            .x25519(bytes(one, "private_key"), bytes(one, "peer_public_key"), 0, shared, 1);
    byte[] framed = new byte[34];
    System.arraycopy(expected, 0, framed, 1, expected.length);
    assertThat(shared).isEqualTo(framed);
    assertThat(usable).isEqualTo(!isZero(expected));
  }

  private static boolean isZero(byte[] bytes) {
    return Primitives.equalInConstantTime(bytes, 0, new byte[bytes.length], 0, bytes.length);
  }

  private static byte[] bytes(JsonNode node, String field) {
    return HexFormat.of().parseHex(node.required(field).textValue());
  }
}
