package dev.postern.sphinx.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.testing.Vectors;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SphinxKeyTest {
  @TestFactory
  Stream<DynamicTest> keys_areClampedAndMultipliedAsTheReferences() {
    return Vectors.cases("keys.json", "x25519")
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one.required("public_key_b58").textValue(), () -> check(one)));
  }

  @Test
  void fromBytes_anotherLength_isRefused() {
    for (int length : new int[] {0, 31, 33}) {
      byte[] bytes = new byte[length];
      assertThatIllegalArgumentException().isThrownBy(() -> SphinxPrivateKey.fromBytes(bytes));
      assertThatIllegalArgumentException().isThrownBy(() -> SphinxPublicKey.fromBytes(bytes));
    }
  }

  @Test
  void generate_twice_givesTwoKeysThatPrintNothing() {
    SecureRandom random = new SecureRandom();
    SphinxPrivateKey key = SphinxPrivateKey.generate(random);
    assertThat(key).isNotEqualTo(SphinxPrivateKey.generate(random));
    assertThat(key).hasToString("SphinxPrivateKey[redacted]");
    SphinxPrivateKey same = SphinxPrivateKey.fromBytes(key.revealBytes());
    assertThat(key).isEqualTo(same).hasSameHashCodeAs(same);
  }

  private static void check(JsonNode one) {
    byte[] raw = bytes(one, "raw_private_input");
    SphinxPrivateKey key = SphinxPrivateKey.fromBytes(raw);
    assertThat(raw).isEqualTo(bytes(one, "raw_private_input"));
    assertThat(key.revealBytes()).isEqualTo(bytes(one, "private_key"));
    SphinxPublicKey publicKey = SphinxPublicKey.fromBytes(bytes(one, "public_key"));
    String base58 = one.required("public_key_b58").textValue();
    assertThat(key.publicKey()).isEqualTo(publicKey).hasSameHashCodeAs(publicKey);
    assertThat(publicKey.toBytes()).isEqualTo(bytes(one, "public_key"));
    assertThat(publicKey.toBase58()).isEqualTo(base58).isEqualTo(publicKey.toString());
    assertThat(SphinxPublicKey.fromBase58(base58)).isEqualTo(publicKey);
  }

  private static byte[] bytes(JsonNode node, String field) {
    return HexFormat.of().parseHex(node.required(field).textValue());
  }
}
