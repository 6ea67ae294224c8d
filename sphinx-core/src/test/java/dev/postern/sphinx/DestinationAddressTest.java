package dev.postern.sphinx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.testing.Vectors;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class DestinationAddressTest {
  @TestFactory
  Stream<DynamicTest> base58_isTheIdentitysAndReadsBack() {
    return Vectors.cases("keys.json", "ed25519")
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one.required("public_key_b58").textValue(), () -> check(one)));
  }

  @TestFactory
  Stream<DynamicTest> fromBase58_recipientsIdentity_isTheSphinxDestination() {
    return Vectors.cases("keys.json", "recipients")
        .map(
            one -> {
              String text = one.required("text").textValue();
              return DynamicTest.dynamicTest(
                  text,
                  () ->
                      assertThat(
                              DestinationAddress.fromBase58(text.substring(0, text.indexOf('.')))
                                  .toBytes())
                          .isEqualTo(PacketVector.bytes(one, "sphinx_destination")));
            });
  }

  @Test
  void fromBase58_anotherLength_isRefused() {
    for (String text : new String[] {"", "1", "1".repeat(31), "1".repeat(33), "z".repeat(44)}) {
      assertThatIllegalArgumentException().isThrownBy(() -> DestinationAddress.fromBase58(text));
    }
    assertThat(DestinationAddress.fromBase58("1".repeat(32)).toBytes()).containsOnly(0);
  }

  @Test
  void toString_isShort() {
    assertThat(DestinationAddress.read(new byte[32], 0)).hasToString("11111111");
  }

  private static void check(JsonNode one) {
    DestinationAddress address =
        DestinationAddress.read(PacketVector.bytes(one, "destination_address"), 0);
    String text = one.required("public_key_b58").textValue();
    assertThat(address.toBase58()).isEqualTo(text);
    assertThat(DestinationAddress.fromBase58(text)).isEqualTo(address).hasSameHashCodeAs(address);
    assertThat(text).startsWith(address.toString());
  }

  @Test
  void compareTo_ofHashesThatAreAlike_tellsThemApart() {
    DestinationAddress one = address((byte) 1, (byte) 0);
    DestinationAddress other = address((byte) 0, (byte) 31);

    assertThat(one).hasSameHashCodeAs(other).isNotEqualTo(other).isGreaterThan(other);
    assertThat(one).isEqualByComparingTo(address((byte) 1, (byte) 0));
    assertThat(address((byte) 0x80, (byte) 0)).isGreaterThan(address((byte) 0x7f, (byte) 0));
  }

  private static DestinationAddress address(byte... first) {
    return DestinationAddress.read(Arrays.copyOf(first, DestinationAddress.BYTES), 0);
  }
}
