package dev.postern.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.testing.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PemTest {
  private static final HexFormat HEX = HexFormat.of();

  @TestFactory
  Stream<DynamicTest> read_whatTheReferenceReads_isReadAlike() {
    return Vectors.cases("keys.json", "pem_reading")
        .map(
            vector ->
                DynamicTest.dynamicTest(vector.path("name").asText(), () -> assertSame(vector)));
  }

  private static void assertSame(JsonNode vector) {
    byte[] file = vector.required("text").asText().getBytes(StandardCharsets.UTF_8);
    String type = vector.required("expected_type").asText();
    JsonNode outcome = vector.required("outcome");
    if (outcome.required("kind").asText().equals("ok")) {
      assertThat(Pem.read(file, type, 32)).isEqualTo(bytes(outcome, "bytes"));
    } else {
      assertThatThrownBy(() -> Pem.read(file, type, 32))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @TestFactory
  Stream<DynamicTest> write_keysOfTheReference_givesItsFiles() {
    return Stream.of("ED25519", "X25519").flatMap(PemTest::keyPairs);
  }

  private static Stream<DynamicTest> keyPairs(String algorithm) {
    return Vectors.cases("keys.json", algorithm.toLowerCase(Locale.ROOT))
        .flatMap(key -> Stream.of("private", "public").map(half -> keyFile(algorithm, half, key)));
  }

  private static DynamicTest keyFile(String algorithm, String half, JsonNode key) {
    String type = algorithm + " " + half.toUpperCase(Locale.ROOT) + " KEY";
    byte[] raw = bytes(key, half + "_key");
    String pem = key.required(half + "_pem").asText();
    return DynamicTest.dynamicTest(
        type,
        () -> {
          assertThat(new String(Pem.write(type, raw), StandardCharsets.US_ASCII)).isEqualTo(pem);
          assertThat(Pem.read(pem.getBytes(StandardCharsets.US_ASCII), type, 32)).isEqualTo(raw);
        });
  }

  @Test
  void write_longContent_hasLinesOf64Characters() {
    String pem = new String(Pem.write("X", new byte[96]), StandardCharsets.US_ASCII);

    assertThat(pem.split("\r\n", -1)[1]).hasSize(64);
  }

  private static byte[] bytes(JsonNode node, String field) {
    return HEX.parseHex(node.required(field).asText());
  }
}
