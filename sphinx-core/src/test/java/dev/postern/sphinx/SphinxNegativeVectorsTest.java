package dev.postern.sphinx;

import static dev.postern.sphinx.PacketVector.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.sphinx.InPlaceUnwrapper.Hop;
import dev.postern.sphinx.InvalidPacketException.Reason;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.testing.Engines;
import dev.postern.testing.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Packets that are damaged, odd or forged: what the reference does with them, we do, but for α of
 * low order, which we refuse, and α outside the prime-order subgroup, where the next α is another
 * point (spec §2).
 */
class SphinxNegativeVectorsTest {
  private static final List<JsonNode> CASES =
      Vectors.cases("sphinx-negative.json", "cases").toList();

  private static final int OFFSET = 5; // anywhere in the caller's buffer

  @TestFactory
  Stream<DynamicTest> unwrap_oddPacket_endsAsInTheReference() {
    return Engines.onEach(
        CASES, SphinxNegativeVectorsTest::name, (one, engine) -> check(one, engine, false));
  }

  @TestFactory
  Stream<DynamicTest> unwrap_oddPacketWithKeptKeys_endsTheSame() {
    return Engines.onEach(
        CASES, SphinxNegativeVectorsTest::name, (one, engine) -> check(one, engine, true));
  }

  private static String name(JsonNode one) {
    return one.required("name").textValue();
  }

  private static void check(JsonNode one, CryptoEngine engine, boolean keptKeys) throws Exception {
    byte[] packet = bytes(one, "packet");
    byte[] buffer = new byte[OFFSET + packet.length + 3];
    System.arraycopy(packet, 0, buffer, OFFSET, packet.length);
    var unwrapper = new InPlaceUnwrapper(PacketVector.privateKey(one), engine);
    Step unwrap =
        () -> {
          boolean hasAlpha = packet.length >= PacketSize.HEADER_BYTES;
          return keptKeys && hasAlpha
              ? unwrapper.unwrap(
                  buffer, OFFSET, packet.length, unwrapper.deriveKeys(buffer, OFFSET))
              : unwrapper.unwrap(buffer, OFFSET, packet.length);
        };

    JsonNode outcome = one.required("outcome");
    if (hasZeroSecret(one, packet, engine)) {
      assertRefused(unwrap::run, Reason.LOW_ORDER_ALPHA);
      return;
    }
    switch (outcome.required("kind").textValue()) {
      case "error" -> assertRefused(unwrap::run, reason(outcome));
      case "forward" -> {
        assertThat(unwrap.run()).isEqualTo(Hop.FORWARD);
        assertThat(unwrapper.nextHopBytes()).isEqualTo(bytes(outcome, "next_address"));
        assertThat(unwrapper.delay())
            .isEqualTo(PacketVector.delay(outcome.required("delay_ns").textValue()));
        int compareFrom = isInPrimeOrderSubgroup(one) ? 0 : HeaderLayout.ALPHA_BYTES;
        byte[] next = Arrays.copyOfRange(buffer, OFFSET, OFFSET + packet.length);
        byte[] expected = bytes(outcome, "next_packet");
        assertThat(next).hasSameSizeAs(expected);
        assertThat(Arrays.copyOfRange(next, compareFrom, next.length))
            .isEqualTo(Arrays.copyOfRange(expected, compareFrom, expected.length));
      }
      case "final" -> {
        if (outcome.hasNonNull("plaintext_error")) {
          assertRefused(unwrap::run, plaintextReason(bytes(outcome, "payload")));
          return;
        }
        assertThat(unwrap.run()).isEqualTo(Hop.FINAL);
        assertThat(unwrapper.destination().toBytes()).isEqualTo(bytes(outcome, "destination"));
        assertThat(unwrapper.identifier()).isEqualTo(bytes(outcome, "identifier"));
        int start = unwrapper.messageOffset();
        assertThat(Arrays.copyOfRange(buffer, start, start + unwrapper.messageBytes()))
            .isEqualTo(bytes(outcome, "message"));
      }
      default -> throw new AssertionError("outcome " + outcome);
    }
    assertThat(Arrays.copyOf(buffer, OFFSET)).containsOnly(0);
    assertThat(Arrays.copyOfRange(buffer, OFFSET + packet.length, buffer.length)).containsOnly(0);
  }

  private interface Step {
    Hop run() throws InvalidPacketException;
  }

  private static void assertRefused(ThrowingCallable unwrap, Reason reason) {
    assertThatThrownBy(unwrap)
        .isInstanceOfSatisfying(
            InvalidPacketException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static boolean hasZeroSecret(JsonNode one, byte[] packet, CryptoEngine engine) {
    return packet.length >= InPlaceUnwrapper.MIN_PACKET_BYTES
        && !engine.newPrimitives().x25519(bytes(one, "private_key"), packet, 0, new byte[32], 0);
  }

  /** By the names that the vectors' README lists. */
  private static boolean isInPrimeOrderSubgroup(JsonNode one) {
    return Stream.of("low-order", "order8", "twist", "torsion", "non-canonical")
        .noneMatch(name(one)::contains);
  }

  private static Reason reason(JsonNode outcome) {
    String kind = outcome.required("error_kind").textValue();
    return switch (kind) {
      case "InvalidPacket", "InvalidPayload" -> Reason.LENGTH;
      case "InvalidHeader" -> Reason.HEADER_MAC_MISMATCH;
      case "InvalidRouting" -> Reason.ROUTING_FLAG;
      default -> throw new AssertionError("error kind " + kind);
    };
  }

  private static Reason plaintextReason(byte[] payload) {
    for (int i = 0; i < PayloadPadding.LEADING_ZERO_BYTES; i++) {
      if (payload[i] != 0) {
        return Reason.PAYLOAD_TAGGED;
      }
    }
    return Reason.PAYLOAD_PADDING;
  }
}
