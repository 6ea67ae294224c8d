package dev.postern.sphinx;

import static dev.postern.sphinx.PacketVector.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.testing.Vectors;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class NodeAddressTest {
  @TestFactory
  Stream<DynamicTest> writeAndRead_giveTheReferencesBytes() {
    return Vectors.cases("keys.json", "node_addresses")
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one.required("socket").textValue(), () -> checkWritten(one)));
  }

  @TestFactory
  Stream<DynamicTest> read_anyBytes_endsAsInTheReference() {
    return Vectors.cases("keys.json", "node_address_parsing")
        .map(
            one ->
                DynamicTest.dynamicTest(
                    "bytes " + one.required("bytes").textValue(), () -> checkRead(one)));
  }

  @Test
  void read_neverLooksPastTheLimit() {
    byte[] bytes = {4, 0, 1, 9, 9, 9, 9};
    assertThat(NodeAddress.read(bytes, 0, 7).unpaddedBytes()).isEqualTo(7);
    assertThatIllegalArgumentException().isThrownBy(() -> NodeAddress.read(bytes, 0, 6));
    assertThatIllegalArgumentException().isThrownBy(() -> NodeAddress.read(bytes, 3, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> NodeAddress.read(bytes, 7, 7));
  }

  @Test
  void of_unresolvedSocket_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NodeAddress.of(InetSocketAddress.createUnresolved("mix.example", 1789)));
  }

  @Test
  void toString_isWhatAUserWrites() {
    assertThat(NodeAddress.of(SocketText.parse("1.2.3.4:1789"))).hasToString("1.2.3.4:1789");
    assertThat(NodeAddress.of(SocketText.parse("[2001:db8::1]:80")))
        .hasToString("[2001:db8:0:0:0:0:0:1]:80");
  }

  private static void checkWritten(JsonNode one) {
    byte[] field = bytes(one, "header_field");
    byte[] unpadded = bytes(one, "bytes");
    NodeAddress read = NodeAddress.read(field, 0, field.length);
    assertThat(read.unpaddedBytes()).isEqualTo(unpadded.length);
    assertThat(read.toSocketAddress())
        .isEqualTo(SocketText.parse(one.required("socket").textValue()));
    byte[] written = new byte[field.length];
    Arrays.fill(written, (byte) 0x55);
    read.write(written, 0, written.length);
    assertThat(written).isEqualTo(field);

    NodeAddress same = NodeAddress.read(unpadded, 0, unpadded.length);
    assertThat(same).isEqualTo(read).hasSameHashCodeAs(read);
    boolean mapped = same.unpaddedBytes() == 19 && same.toString().indexOf('[') < 0;
    if (!mapped) { // Java has no socket for an IPv4 address inside IPv6: it is the IPv4 one
      assertThat(NodeAddress.of(same.toSocketAddress())).isEqualTo(same);
    }
  }

  private static void checkRead(JsonNode one) {
    byte[] source = bytes(one, "bytes");
    JsonNode outcome = one.required("outcome");
    if (outcome.required("kind").textValue().equals("ok")) {
      NodeAddress address = NodeAddress.read(source, 0, source.length);
      assertThat(address.unpaddedBytes()).isEqualTo(outcome.required("length_used").intValue());
      assertThat(address.toSocketAddress())
          .isEqualTo(SocketText.parse(outcome.required("socket").textValue()));
    } else {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> NodeAddress.read(source, 0, source.length));
    }
  }
}
