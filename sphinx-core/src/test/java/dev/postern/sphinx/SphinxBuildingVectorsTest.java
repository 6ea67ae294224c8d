package dev.postern.sphinx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.testing.Engines;
import dev.postern.testing.Vectors;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Which sizes the reference's builder takes and which it refuses. */
class SphinxBuildingVectorsTest {
  private static final List<JsonNode> CASES =
      Vectors.cases("sphinx-building.json", "cases").toList();

  @TestFactory
  Stream<DynamicTest> build_takesAndRefusesWhatTheReferenceDoes() {
    return Engines.onEach(CASES, JsonNode::toString, SphinxBuildingVectorsTest::check);
  }

  private static void check(JsonNode one, CryptoEngine engine) {
    TestRoute route = new TestRoute(one.required("hop_count").intValue(), 1);
    int payloadBytes = one.required("payload_size").intValue();
    byte[] message = new byte[one.required("message_length").intValue()];
    JsonNode outcome = one.required("outcome");
    if (outcome.required("kind").textValue().equals("ok")) {
      assertThat(route.build(engine, payloadBytes, message))
          .hasSize(outcome.required("packet_length").intValue());
    } else {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> route.build(engine, payloadBytes, message));
    }
  }
}
