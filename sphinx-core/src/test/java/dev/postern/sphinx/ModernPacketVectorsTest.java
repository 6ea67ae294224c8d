package dev.postern.sphinx;

import static dev.postern.sphinx.PacketVector.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.sphinx.InvalidPacketException.Reason;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.testing.Engines;
import dev.postern.testing.Vectors;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The later reference's packets and SURBs of {@code sphinx-packet-modern.json}. */
class ModernPacketVectorsTest {
  private static final String FILE = "sphinx-packet-modern.json";
  private static final List<JsonNode> PACKETS = Vectors.cases(FILE, "cases").toList();
  private static final List<JsonNode> SURBS = Vectors.cases(FILE, "surbs").toList();

  @TestFactory
  Stream<DynamicTest> unwrap_eachHop_givesWhatTheReferenceGives() {
    return onEach(PACKETS, ModernPacketVectorsTest::isOurs, PacketVector::checkHops);
  }

  @TestFactory
  Stream<DynamicTest> build_withTheSameSecretAndPadding_givesTheSamePacket() {
    return onEach(PACKETS, ModernPacketVectorsTest::isOurs, ModernPacketVectorsTest::build);
  }

  /** 1 and 257, of which a hop of ours makes another α (docs/adr/0021). */
  @TestFactory
  Stream<DynamicTest> unwrap_version257OfLibrary08_isBlindedOtherwiseButOpensAtItsEnd() {
    return onEach(PACKETS, one -> !isOurs(one), ModernPacketVectorsTest::blindedOtherwise);
  }

  @TestFactory
  Stream<DynamicTest> surb_fromTheSameSecretAndPadding_isTheSame() {
    return onEach(SURBS, one -> true, ModernPacketVectorsTest::makeSurb);
  }

  @TestFactory
  Stream<DynamicTest> use_givesTheReferencesPacket() {
    return onEach(SURBS, one -> true, ModernPacketVectorsTest::useSurb);
  }

  @TestFactory
  Stream<DynamicTest> unwrap_packetOfASurb_leadsToItsMaker() {
    return onEach(SURBS, one -> !one.has("recovery"), PacketVector::checkHops);
  }

  @TestFactory
  Stream<DynamicTest> recover_packetOfASurbOf260_isReadByItsMakerAlone() {
    return onEach(SURBS, one -> one.has("recovery"), ModernPacketVectorsTest::recover);
  }

  private static Stream<DynamicTest> onEach(
      List<JsonNode> cases, Predicate<JsonNode> which, Engines.Claim<JsonNode> claim) {
    return Engines.onEach(
        cases.stream().filter(which).toList(), one -> one.required("name").textValue(), claim);
  }

  private static boolean isOurs(JsonNode one) {
    return maker(one).makesOurPackets(number(one), one.required("hop_count").intValue());
  }

  private static LaterReference maker(JsonNode one) {
    return new LaterReference(one.required("crate_version").textValue());
  }

  private static int number(JsonNode one) {
    return one.required("version").intValue();
  }

  private static SphinxVersion version(JsonNode one) {
    return new SphinxVersion(number(one));
  }

  private static PacketSeed seed(JsonNode one) {
    byte[] secret = maker(one).secret(bytes(one, "initial_secret"), number(one));
    return PacketSeed.of(secret, bytes(one, "final_padding"));
  }

  private static void build(JsonNode one, CryptoEngine engine) {
    byte[] packet =
        new SphinxPacketBuilder(engine, new SecureRandom(), version(one))
            .build(
                PacketVector.size(one),
                PacketVector.route(one),
                PacketVector.destination(one),
                bytes(one, "identifier"),
                bytes(one, "message"),
                seed(one));
    assertThat(packet).isEqualTo(bytes(one.required("hops").get(0), "packet"));
    assertThat(packet).startsWith(bytes(one, "alpha"));
  }

  private static void blindedOtherwise(JsonNode one, CryptoEngine engine)
      throws InvalidPacketException {
    JsonNode hops = one.required("hops");
    int last = hops.size() - 1;
    for (int i = 0; i < last; i++) {
      ForwardHop hop = (ForwardHop) unwrap(one, i, engine);
      byte[] theirs = bytes(hops.get(i + 1), "packet");
      assertThat(Arrays.equals(hop.packet(), 0, 32, theirs, 0, 32))
          .isEqualTo(LaterReference.isClamped(bytes(hops.get(i), "blinding_factor")));
      assertThat(Arrays.copyOfRange(hop.packet(), 32, theirs.length))
          .isEqualTo(Arrays.copyOfRange(theirs, 32, theirs.length));
    }
    assertThat(((FinalHop) unwrap(one, last, engine)).message()).isEqualTo(bytes(one, "message"));
  }

  private static UnwrappedPacket unwrap(JsonNode one, int hop, CryptoEngine engine)
      throws InvalidPacketException {
    return new SphinxUnwrapper(PacketVector.privateKey(one.required("route").get(hop)), engine)
        .unwrap(bytes(one.required("hops").get(hop), "packet"));
  }

  private static void makeSurb(JsonNode one, CryptoEngine engine) {
    Surb surb =
        new SphinxPacketBuilder(engine, new SecureRandom(), version(one))
            .surb(
                PacketVector.route(one),
                PacketVector.destination(one),
                bytes(one, "identifier"),
                seed(one));
    assertThat(surb.toBytes())
        .isEqualTo(bytes(one, "surb"))
        .hasSize(one.required("surb_length").intValue());
  }

  private static void useSurb(JsonNode one, CryptoEngine engine) {
    Surb surb = Surb.parse(bytes(one, "surb"), version(one));
    byte[] firstHop = new byte[NodeAddress.HEADER_BYTES];
    surb.firstHop().write(firstHop, 0, firstHop.length);
    assertThat(firstHop).isEqualTo(bytes(one, "first_hop_address"));
    byte[] expected = bytes(one.required("hops").get(0), "packet");
    PacketSize size =
        Arrays.stream(PacketSize.values())
            .filter(candidate -> candidate.packetBytes() == expected.length)
            .findFirst()
            .orElseThrow();
    assertThat(surb.use(size, bytes(one, "message"), engine)).isEqualTo(expected);
  }

  private static void recover(JsonNode one, CryptoEngine engine) throws InvalidPacketException {
    SurbRecovery recovery =
        new SphinxPacketBuilder(engine, new SecureRandom(), version(one))
            .surbRecovery(PacketVector.route(one), bytes(one, "identifier"), seed(one));
    assertThat(recovery.toBytes()).isEqualTo(bytes(one, "recovery"));
    JsonNode hops = one.required("hops");
    JsonNode last = hops.get(hops.size() - 1);
    if (last.required("result").has("plaintext_error")) {
      assertThatThrownBy(() -> unwrap(one, hops.size() - 1, engine))
          .isInstanceOfSatisfying(
              InvalidPacketException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.PAYLOAD_TAGGED));
    } else {
      PacketVector.checkHops(one, engine);
    }
    assertThat(recovery.recover(bytes(last.required("result"), "payload"), engine))
        .isEqualTo(bytes(one, "recovered_message"));
  }
}
