package dev.postern.sphinx.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.testing.Vectors;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class Base58Test {
  @TestFactory
  Stream<DynamicTest> encodeAndDecode_giveWhatTheReferenceGives() {
    return Vectors.cases("keys.json", "base58")
        .map(
            one ->
                DynamicTest.dynamicTest(
                    "bytes " + one.required("bytes").textValue(), () -> checkBoth(one)));
  }

  @TestFactory
  Stream<DynamicTest> decode_anyText_endsAsInTheReference() {
    return Vectors.cases("keys.json", "base58_decode")
        .map(
            one ->
                DynamicTest.dynamicTest(
                    "text " + one.required("text").textValue(), () -> checkDecode(one)));
  }

  @Test
  void decode_everyLengthAndContent_readsBack() {
    Random random = new Random(3);
    for (int length = 0; length <= 100; length++) {
      byte[] bytes = new byte[length];
      Arrays.fill(bytes, (byte) 0xff); // the longest text
      assertThat(Base58.decode(Base58.encode(bytes), length)).isEqualTo(bytes);
      random.nextBytes(bytes);
      Arrays.fill(bytes, 0, length / 3, (byte) 0);
      assertThat(Base58.decode(Base58.encode(bytes), length)).isEqualTo(bytes);
    }
  }

  @Test
  void decode_hugeText_isRefusedUnread() {
    String text = "z".repeat(10_000_000);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Base58.decode(text, 32))
        .withMessageContaining("too long");
  }

  private static void checkBoth(JsonNode one) {
    byte[] bytes = bytes(one);
    String text = one.required("b58").textValue();
    assertThat(Base58.encode(bytes)).isEqualTo(text);
    assertThat(Base58.decode(text, bytes.length)).isEqualTo(bytes);
    assertThatIllegalArgumentException().isThrownBy(() -> Base58.decode(text, bytes.length + 1));
  }

  private static void checkDecode(JsonNode one) {
    String text = one.required("text").textValue();
    JsonNode outcome = one.required("outcome");
    if (outcome.required("kind").textValue().equals("ok")) {
      byte[] expected = bytes(outcome);
      assertThat(Base58.decode(text, expected.length)).isEqualTo(expected);
    } else {
      for (int length = 0; length <= 40; length++) {
        int expected = length;
        assertThatIllegalArgumentException().isThrownBy(() -> Base58.decode(text, expected));
      }
    }
  }

  private static byte[] bytes(JsonNode node) {
    return HexFormat.of().parseHex(node.required("bytes").textValue());
  }
}
