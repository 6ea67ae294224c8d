package dev.postern.sphinx.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.testing.Vectors;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class IdentityKeyTest {
  /** Encodings of the eight points of low order, canonical and not, with and without a sign. */
  private static final String[] LOW_ORDER = {
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
  };

  @TestFactory
  Stream<DynamicTest> keysAndSignatures_areTheReferences() {
    return Vectors.cases("keys.json", "ed25519")
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one.required("public_key_b58").textValue(), () -> check(one)));
  }

  @TestFactory
  Stream<DynamicTest> verifies_signatureOfATranscript_isTrue() {
    return Vectors.cases("handshake.json", "cases")
        .filter(one -> one.hasNonNull("gateway_signature") && one.hasNonNull("dh"))
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one.required("name").textValue(), () -> checkTranscript(one)));
  }

  @Test
  void fromBytes_pointOfLowOrder_isRefused() {
    for (String point : LOW_ORDER) {
      byte[] bytes = HexFormat.of().parseHex(point);
      assertThatIllegalArgumentException().isThrownBy(() -> IdentityPublicKey.fromBytes(bytes));
    }
  }

  @Test
  void fromBytes_noPointOrAnotherLength_isRefused() {
    byte[] noPoint = new byte[32];
    Arrays.fill(noPoint, (byte) 2);
    assertThatIllegalArgumentException().isThrownBy(() -> IdentityPublicKey.fromBytes(noPoint));
    for (int length : new int[] {0, 31, 33, 64}) {
      byte[] bytes = new byte[length];
      assertThatIllegalArgumentException().isThrownBy(() -> IdentityPublicKey.fromBytes(bytes));
      assertThatIllegalArgumentException().isThrownBy(() -> IdentityPrivateKey.fromBytes(bytes));
    }
  }

  @Test
  void verifies_anotherMessageSignatureOrLength_isFalse() {
    IdentityPrivateKey key = IdentityPrivateKey.generate(new SecureRandom());
    byte[] message = {1, 2, 3};
    byte[] signature = key.sign(message);
    IdentityPublicKey publicKey = key.publicKey();
    assertThat(publicKey.verifies(signature, message)).isTrue();
    assertThat(publicKey.verifies(key.sign(new byte[] {1, 2}), message)).isFalse();
    assertThat(publicKey.verifies(signature, new byte[] {1, 2, 2})).isFalse();
    assertThat(publicKey.verifies(Arrays.copyOf(signature, 63), message)).isFalse();
    assertThat(publicKey.verifies(Arrays.copyOf(signature, 65), message)).isFalse();
    assertThat(publicKey.verifies(new byte[0], message)).isFalse();
  }

  @Test
  void privateKey_printsNothingAndComparesByContent() {
    IdentityPrivateKey key = IdentityPrivateKey.fromBytes(new byte[32]);
    assertThat(key).hasToString("IdentityPrivateKey[redacted]");
    IdentityPrivateKey same = IdentityPrivateKey.fromBytes(new byte[32]);
    assertThat(key).isEqualTo(same).hasSameHashCodeAs(same);
    assertThat(key).isNotEqualTo(IdentityPrivateKey.generate(new SecureRandom()));
    key.revealBytes()[0] = 1;
    assertThat(key.revealBytes()).containsOnly(0);
  }

  private static void check(JsonNode one) {
    IdentityPrivateKey key = IdentityPrivateKey.fromBytes(bytes(one, "private_key"));
    IdentityPublicKey publicKey = IdentityPublicKey.fromBytes(bytes(one, "public_key"));
    String base58 = one.required("public_key_b58").textValue();
    assertThat(key.revealBytes()).isEqualTo(bytes(one, "private_key"));
    assertThat(key.publicKey()).isEqualTo(publicKey).hasSameHashCodeAs(publicKey);
    assertThat(publicKey.toBytes()).isEqualTo(bytes(one, "public_key"));
    assertThat(publicKey.toBase58()).isEqualTo(base58).isEqualTo(publicKey.toString());
    assertThat(IdentityPublicKey.fromBase58(base58)).isEqualTo(publicKey);
    byte[] message = bytes(one, "message");
    byte[] signature = bytes(one, "signature");
    assertThat(key.sign(message)).isEqualTo(signature);
    assertThat(publicKey.verifies(signature, message)).isTrue();
  }

  /** The gateway signs g^y || g^x, the client g^x || g^y (spec §4). */
  private static void checkTranscript(JsonNode one) {
    byte[] client = bytes(one, "client_ephemeral_public");
    byte[] gateway = bytes(one.required("gateway_ephemerals").get(0), "public");
    IdentityPublicKey gatewayKey =
        IdentityPublicKey.fromBytes(bytes(one.required("gateway_identity"), "public_key"));
    assertThat(gatewayKey.verifies(bytes(one, "gateway_signature"), concat(gateway, client)))
        .isTrue();
    assertThat(gatewayKey.verifies(bytes(one, "gateway_signature"), concat(client, gateway)))
        .isFalse();
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static byte[] bytes(JsonNode node, String field) {
    return HexFormat.of().parseHex(node.required(field).textValue());
  }
}
