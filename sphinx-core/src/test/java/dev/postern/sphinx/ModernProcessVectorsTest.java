package dev.postern.sphinx;

import static dev.postern.sphinx.PacketVector.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.sphinx.InvalidPacketException.Reason;
import dev.postern.sphinx.ModernVector.Outcome;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.testing.Engines;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Single packets that are tampered with, cut, odd, or of another version than they say. */
class ModernProcessVectorsTest {
  private static final List<ModernVector> CASES = ModernVector.ofKind("process");

  @TestFactory
  Stream<DynamicTest> unwrap_tamperedCutOrOdd_endsAsInTheReference() {
    return onEach(
        one -> !isMadeAsAnother(one) && !hasZeroAlpha(one), ModernProcessVectorsTest::asReference);
  }

  @TestFactory
  Stream<DynamicTest> unwrap_allZeroAlpha_isRefusedThoughTheReferenceOpensIt() {
    return onEach(
        ModernProcessVectorsTest::hasZeroAlpha,
        (one, engine) ->
            assertThat(one.unwrap(0, engine).refusal()).isEqualTo(Reason.LOW_ORDER_ALPHA));
  }

  @TestFactory
  Stream<DynamicTest> unwrap_keysOfAnotherVersionThanItSays_endsAsInTheReference() {
    return onEach(
        one -> isMadeAsAnother(one) && !isReadOtherwise(one),
        ModernProcessVectorsTest::asReference);
  }

  /** 256 and 0, which Nym 0.9 opens with its full keys whatever stands there (docs/adr/0021). */
  @TestFactory
  Stream<DynamicTest> unwrap_nym09sVersions_openFullKeysAndNotSeededOnes() {
    return onEach(
        one -> isMadeAsAnother(one) && isReadOtherwise(one),
        (one, engine) -> {
          if (one.json().required("full_payload_keys").booleanValue()) {
            ModernVector.checkMessage(
                one.unwrap(0, engine), one.json(), bytes(one.json(), "message"));
          } else {
            assertThat(one.unwrap(0, engine).refusal()).isEqualTo(Reason.PAYLOAD_TAGGED);
          }
        });
  }

  private static Stream<DynamicTest> onEach(
      Predicate<ModernVector> which, Engines.Claim<ModernVector> claim) {
    return Engines.onEach(CASES.stream().filter(which).toList(), ModernVector::name, claim);
  }

  private static boolean isMadeAsAnother(ModernVector one) {
    return one.json().has("made_as");
  }

  private static boolean isReadOtherwise(ModernVector one) {
    return LaterReference.seeds(one.version()) != LaterReference.weSeed(one.version());
  }

  private static boolean hasZeroAlpha(ModernVector one) {
    return one.hop(0).path("alpha").asText().matches("(00){32}");
  }

  private static void asReference(ModernVector one, CryptoEngine engine) {
    one.checkKeys(0, engine);
    JsonNode hop = one.hop(0);
    Outcome outcome = one.unwrap(0, engine);
    if (hop.required("result").textValue().equals("error")) {
      assertThat(outcome.refusal()).isEqualTo(reason(hop.required("error").textValue()));
    } else if (hop.has("payload_error")) {
      assertThat(outcome.refusal()).isEqualTo(Reason.PAYLOAD_TAGGED);
    } else {
      ModernVector.checkMessage(outcome, hop, bytes(hop, "message"));
    }
  }

  private static Reason reason(String error) {
    if (error.contains("integrity MAC")) {
      return Reason.HEADER_MAC_MISMATCH;
    }
    if (error.contains("routing flag")) {
      return Reason.ROUTING_FLAG;
    }
    if (error.contains("expected at least") || error.toLowerCase(Locale.ROOT).contains("block")) {
      return Reason.LENGTH;
    }
    throw new AssertionError(error);
  }
}
