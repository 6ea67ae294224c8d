package dev.postern.sphinx;

import static dev.postern.sphinx.PacketVector.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.testing.Engines;
import dev.postern.testing.Vectors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What the 0.9 client sends through a small network, at every hop, and the SURB-acks inside. */
class SurbAckVectorsTest {
  private static final String FILE = "surb-acks.json";
  private static final Map<String, SphinxPrivateKey> NODES = new HashMap<>();

  static {
    Vectors.cases(FILE, "nodes")
        .forEach(
            node -> NODES.put(node.required("name").textValue(), PacketVector.privateKey(node)));
  }

  @TestFactory
  Stream<DynamicTest> unwrap_packetOfAClient_givesWhatTheReferenceGives() {
    return onEach("packets", (one, engine) -> checkHops(one, engine));
  }

  @TestFactory
  Stream<DynamicTest> unwrap_finalHop_givesTheClientsPlaintext() {
    return onEach("packets", SurbAckVectorsTest::checkPlaintext);
  }

  @TestFactory
  Stream<DynamicTest> unwrap_surbAckInsideAPacket_leadsToItsSender() {
    return onEach("packets", (one, engine) -> checkAck(one.path("surb_ack"), engine));
  }

  @TestFactory
  Stream<DynamicTest> unwrap_surbAck_leadsToItsSender() {
    return onEach("surb_acks", SurbAckVectorsTest::checkAck);
  }

  private static Stream<DynamicTest> onEach(String array, Engines.Claim<JsonNode> claim) {
    List<JsonNode> cases = Vectors.cases(FILE, array).toList();
    return Engines.onEach(cases, one -> one.required("name").textValue(), claim);
  }

  private static void checkHops(JsonNode one, CryptoEngine engine) throws InvalidPacketException {
    List<SphinxPrivateKey> keys = new ArrayList<>();
    one.required("hops").forEach(hop -> keys.add(NODES.get(hop.required("node").textValue())));
    PacketVector.checkHops(one, keys, engine);
  }

  private static void checkPlaintext(JsonNode one, CryptoEngine engine)
      throws InvalidPacketException {
    JsonNode hops = one.required("hops");
    JsonNode last = hops.get(hops.size() - 1);
    var unwrapper = new SphinxUnwrapper(NODES.get(last.required("node").textValue()), engine);
    FinalHop hop = (FinalHop) unwrapper.unwrap(bytes(last, "packet"));
    assertThat(hop.message()).hasSize(one.required("plaintext_length").intValue());
    assertThat(hop.message()).startsWith(bytes(one, "final_plaintext")); // long ones are cut
  }

  private static void checkAck(JsonNode ack, CryptoEngine engine) throws InvalidPacketException {
    if (!ack.isObject() || !ack.has("hops")) {
      return; // a packet without a SURB-ack
    }
    checkHops(ack, engine);
    byte[] surbAck = bytes(ack, "surb_ack");
    NodeAddress firstHop = NodeAddress.read(surbAck, 0, NodeAddress.SURB_ACK_BYTES);
    assertThat(firstHop.toSocketAddress())
        .isEqualTo(SocketText.parse(ack.required("first_hop").textValue()));
    assertThat(surbAck).endsWith(bytes(ack, "ack_packet"));
  }
}
