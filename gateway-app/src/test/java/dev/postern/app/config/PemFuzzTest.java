package dev.postern.app.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.FuzzTarget;
import dev.postern.testing.Vectors;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A key file: 32 bytes that stand in it between marks of the right type, and that are read again
 * from what is written of them; or a reason that quotes nothing of it.
 */
class PemFuzzTest extends FuzzTarget {
  private static final String TYPE = "ED25519 PRIVATE KEY";

  @Override
  protected void check(byte[] input) {
    byte[] key;
    try {
      key = Pem.read(input, TYPE, 32);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage())
          .isIn(
              "it is empty",
              "it is not a PEM file",
              "it is cut off: there is a BEGIN line and no END line",
              "it does not hold one " + TYPE,
              "the key in it is not of 32 bytes",
              "the key in it is not base64");
      return;
    }
    assertThat(key).hasSize(32);
    String squeezed = new String(input, ISO_8859_1).replaceAll("[ \t\r\n]", "");
    String type = TYPE.replace(" ", "");
    String base64 = Base64.getEncoder().withoutPadding().encodeToString(key);
    assertThat(squeezed)
        .contains("-----BEGIN" + type + "-----" + base64.substring(0, 42))
        .contains("-----END" + type + "-----");
    assertThat(Pem.read(Pem.write(TYPE, key), TYPE, 32)).isEqualTo(key);
  }

  @Override
  protected List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    seeds.add(Pem.write(TYPE, new byte[32]));
    seeds.add(
        ("a comment\n" + new String(Pem.write(TYPE, new byte[32]), US_ASCII)).getBytes(US_ASCII));
    Vectors.cases("keys.json", "pem_reading")
        .map(vector -> vector.required("text").asText().getBytes(ISO_8859_1))
        .filter(text -> text.length < maxBytes())
        .forEach(seeds::add);
    return seeds;
  }

  @Override
  protected int maxBytes() {
    return 300;
  }
}
