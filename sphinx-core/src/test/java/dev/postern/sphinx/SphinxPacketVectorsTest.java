package dev.postern.sphinx;

import static dev.postern.sphinx.PacketVector.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.testing.Engines;
import dev.postern.testing.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The reference's packets: unwrapped hop by hop, and made again from their secrets. */
class SphinxPacketVectorsTest {
  private static final List<JsonNode> CASES =
      Vectors.cases("sphinx-packets.json", "cases").toList();

  @TestFactory
  Stream<DynamicTest> unwrap_eachHop_givesWhatTheReferenceGives() {
    return Engines.onEach(CASES, SphinxPacketVectorsTest::name, PacketVector::checkHops);
  }

  @TestFactory
  Stream<DynamicTest> build_withTheSameSecretAndPadding_givesTheSamePacket() {
    return Engines.onEach(CASES, SphinxPacketVectorsTest::name, SphinxPacketVectorsTest::build);
  }

  private static String name(JsonNode one) {
    return one.required("name").textValue();
  }

  private static void build(JsonNode one, CryptoEngine engine) {
    byte[] packet =
        SphinxPacketBuilder.build(
            engine.newPrimitives(),
            SphinxVersion.V256,
            one.required("payload_size").intValue(),
            PacketVector.route(one),
            PacketVector.destination(one),
            bytes(one, "identifier"),
            bytes(one, "message"),
            PacketVector.seed(one));
    assertThat(packet).isEqualTo(bytes(one.required("hops").get(0), "packet"));
    assertThat(Arrays.copyOf(packet, 32)).isEqualTo(bytes(one, "alpha"));
  }
}
