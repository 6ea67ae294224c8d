package dev.postern.sphinx;

import static dev.postern.sphinx.PacketVector.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.testing.Engines;
import dev.postern.testing.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Packets of the later reference's two libraries: unwrapped hop by hop, whoever walked them there,
 * and made again from their secrets. Where a version's rule isn't ours the test's name says so.
 */
class ModernBuildVectorsTest {
  private static final List<ModernVector> CASES =
      Stream.concat(ModernVector.ofKind("build").stream(), ModernVector.ofKind("cross").stream())
          .toList();

  @Test
  void vectors_areOfTheKindsThatOurTestsRead() {
    assertThat(Vectors.cases("modern/sphinx-modern.json", "cases"))
        .extracting(one -> one.required("kind").textValue())
        .containsOnly("build", "cross", "process", "surb");
  }

  @TestFactory
  Stream<DynamicTest> unwrap_eachHop_givesWhatTheReferenceGives() {
    return onEach(
        one -> !seededAs256(one) && !clampedAs257(one), (one, engine) -> one.checkWalk(engine));
  }

  /** Nym 0.9's number: its clients are served, and no others stamp it (docs/adr/0021). */
  @TestFactory
  Stream<DynamicTest> unwrap_version256OfTheLaterReference_isReadAsNym09sAndIsGarbage() {
    return onEach(ModernBuildVectorsTest::seededAs256, (one, engine) -> one.checkWalk(engine));
  }

  /** It arrives over one hop, and as a final hop; a mix of ours sends on another α than 0.8.0. */
  @TestFactory
  Stream<DynamicTest> unwrap_version257OfLibrary08_isBlindedOtherwiseAtForwardHops() {
    return onEach(ModernBuildVectorsTest::clampedAs257, (one, engine) -> one.checkWalk(engine));
  }

  /** Which a node of 0.8.0 breaks. */
  @TestFactory
  Stream<DynamicTest> unwrap_whatIsMadeByOurRules_arrivesThroughNodesOfOurs() {
    return onEach(ModernBuildVectorsTest::isOurs, ModernBuildVectorsTest::follow);
  }

  @TestFactory
  Stream<DynamicTest> build_withTheSameSecretAndPadding_givesTheSamePacket() {
    return onEach(
        one -> isOurs(one) && endsWell(one),
        (one, engine) -> assertThat(build(one, engine)).isEqualTo(one.packet()));
  }

  private static Stream<DynamicTest> onEach(
      Predicate<ModernVector> which, Engines.Claim<ModernVector> claim) {
    return Engines.onEach(CASES.stream().filter(which).toList(), ModernVector::name, claim);
  }

  private static boolean seededAs256(ModernVector one) {
    return LaterReference.seeds(one.version()) != LaterReference.weSeed(one.version());
  }

  private static boolean clampedAs257(ModernVector one) {
    return !seededAs256(one)
        && one.walker().clamps(one.version()) != LaterReference.weClamp(one.version());
  }

  private static boolean isOurs(ModernVector one) {
    return one.maker().makesOurPackets(one.version(), one.route().size());
  }

  /** Of others the padding isn't known: it stands in the last hop's header. */
  private static boolean endsWell(ModernVector one) {
    return one.hop(one.hops() - 1).required("result").textValue().equals("final");
  }

  private static byte[] build(ModernVector one, CryptoEngine engine) {
    byte[] packet = one.packet();
    return SphinxPacketBuilder.build(
        engine.newPrimitives(),
        new SphinxVersion(one.version()),
        packet.length - PacketSize.HEADER_BYTES,
        one.route(),
        one.destination(),
        bytes(one.json(), "identifier"),
        bytes(one.json(), "message"),
        one.seed(engine));
  }

  private static void follow(ModernVector one, CryptoEngine engine) throws InvalidPacketException {
    byte[] packet = one.packet();
    int last = one.route().size() - 1;
    for (int i = 0; i < last; i++) {
      ForwardHop hop = (ForwardHop) new SphinxUnwrapper(one.nodeKey(i), engine).unwrap(packet);
      assertThat(NodeAddress.read(hop.nextHop(), 0, NodeAddress.HEADER_BYTES))
          .isEqualTo(one.route().get(i + 1).address());
      packet = hop.packet();
    }
    FinalHop hop = (FinalHop) new SphinxUnwrapper(one.nodeKey(last), engine).unwrap(packet);
    assertThat(hop.destination()).isEqualTo(one.destination());
    assertThat(hop.identifier()).isEqualTo(bytes(one.json(), "identifier"));
    assertThat(hop.message()).isEqualTo(bytes(one.json(), "message"));
    assertThat(Arrays.copyOf(one.packet(), 32)).isEqualTo(bytes(one.hop(0), "alpha"));
  }
}
