package dev.postern.net.nym2025;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.util.SecretBytes;
import dev.postern.net.nym2025.ClientRequest.Authenticate;
import dev.postern.net.wire.Claim.Verdict;
import dev.postern.net.wire.ClientText;
import dev.postern.sphinx.DestinationAddress;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The reference's logins that are neither signed nor dated, with both kinds of keys. But for ivs
 * that every frame exposes (docs/adr/0018).
 */
class UndatedProofVectorsTest {
  private static Stream<ModernVector> cases() {
    return ModernVector.of("authenticate-v1.json");
  }

  @TestFactory
  Stream<DynamicTest> proof_isRightOrNot_likeTheReferenceSays() {
    return cases().map(vector -> dynamicTest(vector.name(), () -> judges(vector)));
  }

  private static void judges(ModernVector vector) {
    boolean exposed = isLegacy(vector) && vector.text("iv").startsWith("0".repeat(16));
    assertThat(isRight(vector.text("text"), secret(vector)))
        .isEqualTo(vector.outcome().required("verifies").asBoolean() && !exposed);
  }

  /** A key of the other kind with the same bytes. */
  @TestFactory
  Stream<DynamicTest> proof_underAKeyOfTheOtherKind_isWrong() {
    return cases()
        .map(
            vector ->
                dynamicTest(
                    vector.name(),
                    () -> {
                      byte[] key = keyBytes(vector);
                      SecretBytes other =
                          isLegacy(vector)
                              ? GcmSivKey.fromBytes(key).secretBytes()
                              : SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get());
                      assertThat(isRight(vector.text("text"), other)).isFalse();
                    }));
  }

  /** The kind of key follows the number, not the length. */
  @TestFactory
  Stream<DynamicTest> proof_underAGcmSivKey_withANumberThatHasNone_isNoProof() {
    return cases()
        .filter(vector -> !isLegacy(vector))
        .flatMap(
            vector ->
                Stream.of("\"protocol_version\":2", "\"protocol_version\":null", "\"x\":1")
                    .map(
                        number ->
                            dynamicTest(
                                vector.name() + ", " + number,
                                () ->
                                    assertThat(
                                            isRight(
                                                vector
                                                    .text("text")
                                                    .replace("\"protocol_version\":3", number),
                                                secret(vector)))
                                        .isFalse())));
  }

  @TestFactory
  Stream<DynamicTest> request_madeAgain_isTheReferencesText() {
    return cases()
        .filter(vector -> vector.name().equals("GCM-SIV key (protocol 3)"))
        .map(
            vector ->
                dynamicTest(
                    vector.name(),
                    () ->
                        assertThat(
                                new ClientLink(
                                        GcmSivKey.fromBytes(keyBytes(vector)),
                                        ModernVector.ENGINE.newPrimitives(),
                                        new ScriptedRandom(vector.hex("iv")))
                                    .undatedLogin(
                                        DestinationAddress.read(vector.hex("address"), 0)))
                            .isEqualTo(vector.text("text"))));
  }

  private static boolean isRight(String text, SecretBytes secret) {
    Authenticate login = (Authenticate) RequestReader.read(ClientText.parse(text));
    return UndatedProof.parse(login) instanceof UndatedProof.WellFormed wellFormed
        && wellFormed.proof().check(Optional.of(secret), ModernVector.side())
            instanceof Verdict.Right;
  }

  private static SecretBytes secret(ModernVector vector) {
    byte[] key = keyBytes(vector);
    return isLegacy(vector)
        ? SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get())
        : GcmSivKey.fromBytes(key).secretBytes();
  }

  private static byte[] keyBytes(ModernVector vector) {
    return new ModernVector(vector.json().required("key")).hex("key");
  }

  private static boolean isLegacy(ModernVector vector) {
    return vector.json().required("key").has("aes_key");
  }
}
