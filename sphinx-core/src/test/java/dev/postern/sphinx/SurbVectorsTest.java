package dev.postern.sphinx;

import static dev.postern.sphinx.PacketVector.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.testing.Engines;
import dev.postern.testing.Vectors;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The reference's SURBs: made again, read, used, and the packets followed to their end. */
class SurbVectorsTest {
  private static final List<JsonNode> CASES = Vectors.cases("surbs.json", "cases").toList();
  private static final List<JsonNode> MALFORMED = Vectors.cases("surbs.json", "malformed").toList();

  @TestFactory
  Stream<DynamicTest> surb_fromTheSameSecretAndPadding_isTheSame() {
    return Engines.onEach(CASES, SurbVectorsTest::name, SurbVectorsTest::make);
  }

  @TestFactory
  Stream<DynamicTest> use_givesTheReferencesPacket() {
    return Engines.onEach(CASES, SurbVectorsTest::name, SurbVectorsTest::use);
  }

  @TestFactory
  Stream<DynamicTest> unwrap_packetOfASurb_leadsToItsMaker() {
    return Engines.onEach(CASES, SurbVectorsTest::name, PacketVector::checkHops);
  }

  @TestFactory
  Stream<DynamicTest> parse_cutShort_isRefusedUnlessWholeKeysAreLeft() {
    return MALFORMED.stream()
        .map(one -> DynamicTest.dynamicTest(name(one), () -> parseMalformed(one)));
  }

  private static String name(JsonNode one) {
    return one.required("name").textValue();
  }

  private static void make(JsonNode one, CryptoEngine engine) {
    Surb surb =
        new SphinxPacketBuilder(engine, new SecureRandom())
            .surb(
                PacketVector.route(one),
                PacketVector.destination(one),
                bytes(one, "identifier"),
                PacketVector.seed(one));
    assertThat(surb.toBytes()).isEqualTo(bytes(one, "surb"));
    assertThat(surb.hops()).hasValue(one.required("hop_count").intValue());
  }

  private static void use(JsonNode one, CryptoEngine engine) {
    Surb surb = Surb.parse(bytes(one, "surb"), SphinxVersion.V256);
    byte[] firstHop = new byte[NodeAddress.HEADER_BYTES];
    surb.firstHop().write(firstHop, 0, firstHop.length);
    assertThat(firstHop).isEqualTo(bytes(one, "first_hop_address"));
    assertThat(surb.toBytes()).isEqualTo(bytes(one, "surb"));
    byte[] packet = surb.use(PacketVector.size(one), bytes(one, "message"), engine);
    assertThat(
            new SphinxPacketBuilder(engine, new SecureRandom())
                .reply(surb, PacketVector.size(one), bytes(one, "message")))
        .isEqualTo(packet);
    assertThat(packet).isEqualTo(bytes(one.required("hops").get(0), "packet"));
  }

  private static void parseMalformed(JsonNode one) {
    JsonNode outcome = one.required("outcome");
    byte[] surb = bytes(one, "surb");
    if (outcome.required("kind").textValue().equals("ok")) {
      assertThat(Surb.parse(surb, SphinxVersion.V256).hops())
          .hasValue(outcome.required("payload_keys").intValue());
    } else {
      assertThatIllegalArgumentException().isThrownBy(() -> Surb.parse(surb, SphinxVersion.V256));
    }
  }
}
