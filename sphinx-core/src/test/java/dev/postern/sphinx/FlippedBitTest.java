package dev.postern.sphinx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.sphinx.InPlaceUnwrapper.Hop;
import dev.postern.sphinx.InvalidPacketException.Reason;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.testing.Engines;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every bit of a packet is vouched for: the header's at once, the payload's at the last hop. */
class FlippedBitTest {
  /** The one bit that X25519 ignores and γ doesn't cover. */
  private static final int ALPHA_TOP_BIT = 255;

  @TestFactory
  Stream<DynamicTest> unwrap_flippedHeaderBit_isRejectedSaveAlphasTop() {
    return Engines.onEach(cases(List.of(1, 2)), Case::toString, FlippedBitTest::checkHeaderBits);
  }

  @TestFactory
  Stream<DynamicTest> unwrap_flippedPayloadBit_isRejectedAtTheFinalHop() {
    return Engines.onEach(
        cases(List.of(PacketSize.values())), Case::toString, FlippedBitTest::checkPayloadBits);
  }

  private record Case<T>(T what, SphinxVersion version) {}

  private static <T> List<Case<T>> cases(List<T> all) {
    return Stream.of(SphinxVersion.V256, SphinxVersion.V259)
        .flatMap(version -> all.stream().map(one -> new Case<>(one, version)))
        .toList();
  }

  private static void checkHeaderBits(Case<Integer> one, CryptoEngine engine) throws Exception {
    TestRoute route = new TestRoute(one.what(), 11);
    byte[] packet =
        route.build(engine, one.version(), PacketSize.ACK.payloadBytes(), route.bytes(21));
    SphinxUnwrapper unwrapper = route.unwrapper(0, engine);
    List<Integer> accepted = new ArrayList<>();
    for (int bit = 0; bit < PacketSize.HEADER_BYTES * 8; bit++) {
      try {
        unwrapper.unwrap(flipped(packet, bit));
        accepted.add(bit);
      } catch (InvalidPacketException e) {
        assertThat(e.reason()).isEqualTo(Reason.HEADER_MAC_MISMATCH);
      }
    }
    assertThat(accepted).containsExactly(ALPHA_TOP_BIT);
  }

  private static void checkPayloadBits(Case<PacketSize> one, CryptoEngine engine) throws Exception {
    TestRoute route = new TestRoute(2, 12);
    PacketSize size = one.what();
    byte[] packet =
        route.build(engine, one.version(), size.payloadBytes(), route.bytes(size.plaintextBytes()));
    int step = 1 + size.payloadBytes() / 20; // all of an ack's, every so many of the others'
    for (int bit = 0; bit < size.payloadBytes() * 8; bit += step) {
      byte[] tagged = flipped(packet, PacketSize.HEADER_BYTES * 8 + bit);
      ForwardHop hop = (ForwardHop) route.unwrapper(0, engine).unwrap(tagged);
      SphinxUnwrapper last = route.unwrapper(1, engine);
      assertThatThrownBy(() -> last.unwrap(hop.packet()))
          .isInstanceOfSatisfying(
              InvalidPacketException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.PAYLOAD_TAGGED));
    }
  }

  private static byte[] flipped(byte[] packet, int bit) {
    byte[] flipped = packet.clone();
    flipped[bit / 8] ^= (byte) (1 << bit % 8);
    return flipped;
  }

  @TestFactory
  Stream<DynamicTest> unwrap_keptKeysOfAnotherAlpha_isRejected() {
    return Engines.onEach(
        List.of("VPN mode"),
        name -> name,
        (name, engine) -> {
          TestRoute route = new TestRoute(1, 13);
          byte[] first = route.build(engine, PacketSize.ACK.payloadBytes(), route.bytes(21));
          byte[] second = route.build(engine, PacketSize.ACK.payloadBytes(), route.bytes(21));
          InPlaceUnwrapper unwrapper = route.inPlaceUnwrapper(0, engine);
          HopKeys keys = unwrapper.deriveKeys(first, 0);
          assertThatThrownBy(() -> unwrapper.unwrap(second.clone(), 0, second.length, keys))
              .isInstanceOf(InvalidPacketException.class);
          for (int i = 0; i < 3; i++) { // and are good for as many packets of theirs as there are
            assertThat(unwrapper.unwrap(first.clone(), 0, first.length, keys)).isEqualTo(Hop.FINAL);
            assertThat(unwrapper.unwrap(second.clone(), 0, second.length)).isEqualTo(Hop.FINAL);
          }
        });
  }
}
