package dev.postern.net.nym2025;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.postern.net.nym2025.ClientRequest.AuthenticateV2;
import dev.postern.net.wire.Claim.Verdict;
import dev.postern.net.wire.ClientText;
import dev.postern.net.wire.GatewaySide;
import dev.postern.net.wire.LoginFault;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reference's signed logins, check by check. That a later one came before is the store's. */
class SignedProofVectorsTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_780_000_000);
  private static final String OK = "ok";

  private static Stream<ModernVector> cases() {
    return ModernVector.of("authenticate-v2.json");
  }

  @TestFactory
  Stream<DynamicTest> proof_isSignedAndSealed_likeTheReferenceSays() {
    return cases()
        .filter(vector -> vector.outcome().has("signature"))
        .map(vector -> dynamicTest(vector.name(), () -> judges(vector)));
  }

  private static void judges(ModernVector vector) {
    SignedProof proof = proof(vector);
    assertThat(proof.isSigned()).isEqualTo(is(vector, "signature"));
    assertThat(proof.isBy(key(vector), ModernVector.ENGINE.newPrimitives()))
        .isEqualTo(is(vector, "ciphertext"));
    assertThat(proof.client().toBytes()).isEqualTo(vector.hex("identity"));
    assertThat(proof.number()).isEqualTo(vector.json().required("protocol").asInt());
    assertThat(Long.toUnsignedString(proof.timestamp())).isEqualTo(vector.text("timestamp"));
  }

  /** In the gateway's order: the first check that fails is the one that is told. */
  @TestFactory
  Stream<DynamicTest> claim_isTakenOrRefusedByTheFirstCheckThatFails() {
    return cases()
        .filter(vector -> vector.outcome().has("signature"))
        .map(vector -> dynamicTest(vector.name(), () -> isChecked(vector)));
  }

  private static void isChecked(ModernVector vector) {
    SignedProof proof = proof(vector);
    Instant dated = ReferenceTime.instant(proof.timestamp()).orElse(NOW);
    SignedClaim claim = new SignedClaim(proof, sideAt(dated));
    Verdict verdict = claim.check(Optional.of(key(vector).secretBytes()));
    Optional<LoginFault> expected = expectedFault(vector, proof);
    if (expected.isEmpty()) {
      assertThat(verdict).isInstanceOf(Verdict.Right.class);
    } else {
      assertThat(verdict).isEqualTo(new Verdict.Wrong(expected.get()));
      assertThat(claim.refused(expected.get(), false).areLast()).isTrue();
    }
  }

  private static Optional<LoginFault> expectedFault(ModernVector vector, SignedProof proof) {
    if (proof.number() < 4 || proof.number() > 6) {
      return Optional.of(LoginFault.PROTOCOL_NUMBER);
    }
    if (vector.name().equals("timestamp u64 max")
        || vector.name().equals("timestamp beyond the date type")) {
      return Optional.of(LoginFault.SKEWED_TIMESTAMP);
    }
    if (!is(vector, "signature")) {
      return Optional.of(LoginFault.WRONG_SIGNATURE);
    }
    return is(vector, "ciphertext")
        ? Optional.empty()
        : Optional.of(LoginFault.WRONG_PROOF_OR_UNKNOWN);
  }

  @TestFactory
  Stream<DynamicTest> request_madeAgain_isTheReferencesText() {
    return cases()
        .filter(vector -> vector.name().startsWith("made by the crate"))
        .map(
            vector ->
                dynamicTest(
                    vector.name(),
                    () -> assertThat(madeAgain(vector)).isEqualTo(vector.text("text"))));
  }

  private static String madeAgain(ModernVector vector) {
    return new ClientLink(
            key(vector),
            ModernVector.ENGINE.newPrimitives(),
            new ScriptedRandom(vector.hex("nonce")))
        .login(
            IdentityPrivateKey.fromBytes(vector.hex("identity_seed")),
            vector.json().required("protocol").asInt(),
            Instant.ofEpochSecond(vector.json().required("timestamp").asLong()));
  }

  @TestFactory
  Stream<DynamicTest> clock_offBySoMuch_isSkewedLikeTheReferenceSays() {
    ModernVector good = cases().filter(vector -> vector.name().equals("good")).findFirst().get();
    return cases()
        .filter(vector -> vector.json().has("offset_seconds"))
        .map(
            vector ->
                dynamicTest(
                    vector.name(),
                    () -> {
                      int offset = vector.json().required("offset_seconds").asInt();
                      assertThat(isSkewed(good, Duration.ofSeconds(offset)))
                          .isEqualTo(
                              vector.outcome().required("timestamp").asText().equals("skewed"));
                    }));
  }

  /** To the nanosecond, which the vectors, made with a running clock, can't say. */
  @ParameterizedTest
  @CsvSource({
    "120000000000, false",
    "120000000001, true",
    "-120000000000, false",
    "-120000000001, true"
  })
  void clock_offByTheTolerance_isNotSkewed(long offsetNanos, boolean skewed) {
    ModernVector good = cases().filter(vector -> vector.name().equals("good")).findFirst().get();
    assertThat(isSkewed(good, Duration.ofNanos(offsetNanos))).isEqualTo(skewed);
  }

  private static boolean isSkewed(ModernVector good, Duration clientsOffset) {
    SignedProof proof = proof(good);
    Instant ours = ReferenceTime.instant(proof.timestamp()).orElseThrow().minus(clientsOffset);
    Verdict verdict =
        new SignedClaim(proof, sideAt(ours)).check(Optional.of(key(good).secretBytes()));
    return verdict.equals(new Verdict.Wrong(LoginFault.SKEWED_TIMESTAMP));
  }

  @TestFactory
  Stream<DynamicTest> text_readsOrDoesNot_likeTheReferenceSays() {
    return cases()
        .filter(vector -> vector.outcome().has("parses"))
        .map(
            vector ->
                dynamicTest(
                    vector.name(),
                    () ->
                        assertThat(
                                RequestReader.read(ClientText.parse(vector.text("text")))
                                    instanceof AuthenticateV2)
                            .isEqualTo(vector.outcome().required("parses").asBoolean())));
  }

  /** The borders of the parts are not signed. */
  @Test
  void proof_withAByteMovedIntoTheNonce_isSignedAndNotSealed() {
    ModernVector moved =
        cases()
            .filter(vector -> vector.name().startsWith("ciphertext byte moved to the nonce"))
            .findFirst()
            .get();
    assertThat(proof(moved).isSigned()).isTrue();
    assertThat(proof(moved).isBy(key(moved), ModernVector.ENGINE.newPrimitives())).isFalse();
  }

  @Test
  void cases_areAllOfAKindThatIsTestedHere() {
    Set<String> kinds = Set.of("signature", "timestamp", "parses");
    assertThat(cases())
        .hasSize(59)
        .allMatch(vector -> kinds.stream().anyMatch(kind -> vector.outcome().has(kind)));
  }

  private static boolean is(ModernVector vector, String check) {
    return vector.outcome().required(check).asText().equals(OK);
  }

  private static SignedProof proof(ModernVector vector) {
    ClientText text = ClientText.parse(vector.text("text"));
    return ((AuthenticateV2) RequestReader.read(text)).proof();
  }

  private static GcmSivKey key(ModernVector vector) {
    return GcmSivKey.fromBytes(vector.hex("shared_key"));
  }

  private static GatewaySide sideAt(Instant now) {
    return ModernVector.side(
        IdentityPrivateKey.fromBytes(new byte[32]), SphinxPrivateKey.fromBytes(new byte[32]), now);
  }
}
