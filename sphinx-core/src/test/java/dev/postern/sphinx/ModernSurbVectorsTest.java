package dev.postern.sphinx;

import static dev.postern.sphinx.PacketVector.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.testing.Engines;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The later reference's SURBs of {@code sphinx-modern.json}. */
class ModernSurbVectorsTest {
  /** Library 0.8.0 makes none of 258; of those nothing but its error is recorded. */
  private static final List<ModernVector> CASES =
      ModernVector.ofKind("surb").stream().filter(one -> one.json().has("surb")).toList();

  @TestFactory
  Stream<DynamicTest> surb_fromTheSameSecretAndPadding_isTheSame() {
    return onEach(one -> true, ModernSurbVectorsTest::make);
  }

  @TestFactory
  Stream<DynamicTest> use_givesTheReferencesPacket() {
    return onEach(one -> true, ModernSurbVectorsTest::use);
  }

  @TestFactory
  Stream<DynamicTest> unwrap_eachHop_givesWhatTheReferenceGives() {
    return onEach(one -> true, (one, engine) -> one.checkWalk(engine));
  }

  @TestFactory
  Stream<DynamicTest> recover_whatArrivedByASurbOf260_givesItsMakerTheMessage() {
    return onEach(one -> one.json().has("creator_recovers"), ModernSurbVectorsTest::recover);
  }

  private static Stream<DynamicTest> onEach(
      Predicate<ModernVector> which, Engines.Claim<ModernVector> claim) {
    return Engines.onEach(CASES.stream().filter(which).toList(), ModernVector::name, claim);
  }

  private static SphinxPacketBuilder builder(ModernVector one, CryptoEngine engine) {
    return new SphinxPacketBuilder(engine, new SecureRandom(), new SphinxVersion(one.version()));
  }

  private static void make(ModernVector one, CryptoEngine engine) {
    Surb surb =
        builder(one, engine)
            .surb(
                one.route(), one.destination(), bytes(one.json(), "identifier"), one.seed(engine));
    assertThat(surb.toBytes()).isEqualTo(bytes(one.json(), "surb"));
  }

  private static void use(ModernVector one, CryptoEngine engine) {
    Surb surb = Surb.parse(bytes(one.json(), "surb"), new SphinxVersion(one.version()));
    byte[] firstHop = new byte[NodeAddress.HEADER_BYTES];
    surb.firstHop().write(firstHop, 0, firstHop.length);
    assertThat(firstHop).isEqualTo(bytes(one.json(), "first_hop"));
    byte[] packet = surb.use(PacketSize.REGULAR, bytes(one.json(), "message"), engine);
    assertThat(packet).isEqualTo(one.packet());
  }

  private static void recover(ModernVector one, CryptoEngine engine) throws InvalidPacketException {
    JsonNode last = one.hop(one.hops() - 1);
    SurbRecovery recovery =
        builder(one, engine)
            .surbRecovery(one.route(), bytes(one.json(), "identifier"), one.seed(engine));
    assertThat(recovery.recover(bytes(last, "payload"), engine))
        .isEqualTo(bytes(one.json(), "creator_recovers"));
  }
}
