package dev.postern.net.nym2025;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import dev.postern.net.nym09.SharedKeys;
import dev.postern.net.nym2025.ClientRequest.Authenticate;
import dev.postern.net.nym2025.ClientRequest.EncryptedRequest;
import dev.postern.net.nym2025.ClientRequest.OldCredential;
import dev.postern.net.nym2025.ClientRequest.RegisterHandshakeInitRequest;
import dev.postern.net.nym2025.ClientRequest.SupportedProtocol;
import dev.postern.net.nym2025.ClientRequest.Unreadable;
import dev.postern.net.nym2025.ClientRequest.WantsBandwidth;
import dev.postern.net.nym2025.HandshakeMessage.HandshakeError;
import dev.postern.net.nym2025.HandshakeMessage.HandshakePayload;
import dev.postern.net.wire.ClientText;
import dev.postern.net.wire.SessionStep;
import dev.postern.net.wire.Words;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The reference's texts after login: what it reads, what it answers, what its clients read. */
class Nym2025TextsVectorsTest {
  private static final Map<String, Class<? extends ClientRequest>> REQUESTS =
      Map.of(
          "SupportedProtocol", SupportedProtocol.class,
          "ClaimFreeTestnetBandwidth", WantsBandwidth.class,
          "UpgradeModeJWT", WantsBandwidth.class,
          "EcashCredential", WantsBandwidth.class,
          "Authenticate", Authenticate.class,
          "BandwidthCredential", OldCredential.class,
          "BandwidthCredentialV2", OldCredential.class,
          "EncryptedRequest", EncryptedRequest.class);

  private static Stream<ModernVector> cases(String prefix) {
    return ModernVector.of("channel-modern.json")
        .filter(vector -> vector.name().startsWith(prefix));
  }

  @TestFactory
  Stream<DynamicTest> request_isRead_likeTheReferenceSays() {
    return Stream.concat(cases("gateway reads "), cases("request text "))
        .map(vector -> dynamicTest(vector.name(), () -> isRead(vector)));
  }

  private static void isRead(ModernVector vector) {
    ClientRequest request = RequestReader.read(ClientText.parse(vector.text("text")));
    if (!vector.outcome().required("ok").asBoolean()) {
      assertThat(request).isInstanceOf(Unreadable.class);
    } else {
      String name = vector.outcome().required("request").asText();
      if (name.equals("RegisterHandshakeInitRequest")) { // it has two names on the wire
        assertThat(request)
            .isInstanceOfAny(RegisterHandshakeInitRequest.class, HandshakePayload.class);
      } else {
        assertThat(request).isInstanceOf(REQUESTS.get(name));
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> encryptedRequest_isAnswered_likeTheReferenceSays() {
    return Stream.of("encryptedRequest", "malformed encryptedRequest")
        .flatMap(Nym2025TextsVectorsTest::cases)
        .map(vector -> dynamicTest(vector.name(), () -> isAnswered(vector)));
  }

  private static void isAnswered(ModernVector vector) {
    SessionStep step = channel(vector).receive(ClientText.parse(vector.text("text")));
    if (!vector.outcome().required("ok").asBoolean()) {
      assertThat(step).isEqualTo(SessionTexts.UNDECRYPTABLE);
      return;
    }
    String debug = vector.outcome().required("debug").asText();
    if (debug.startsWith("ForgetMe { client: true")) {
      Words forgotten = ((SessionStep.Forget) step).forgotten();
      assertThat(opened(vector, forgotten)).isEqualTo("{\"ForgetMeAck\":{}}");
    } else {
      String expected = debug.startsWith("ForgetMe") ? "ForgetMeAck" : "RememberMeAck";
      assertThat(opened(vector, ((SessionStep.Say) step).words()))
          .isEqualTo("{\"" + expected + "\":{}}");
    }
  }

  private static String opened(ModernVector vector, Words words) {
    assertThat(words.areLast()).isFalse();
    return client(vector).openAnswer(words.texts().get(0)).orElseThrow();
  }

  @TestFactory
  Stream<DynamicTest> encryptedResponse_underItsNonce_isTheReferencesText() {
    return cases("encryptedResponse ")
        .map(
            vector ->
                dynamicTest(
                    vector.name(),
                    () -> {
                      SealedTexts texts =
                          new SealedTexts(key(vector), ModernVector.ENGINE.newPrimitives());
                      assertThat(texts.response(vector.text("plaintext_text"), vector.hex("nonce")))
                          .isEqualTo(vector.text("text"));
                    }));
  }

  /** Made again by our client under the same nonce. */
  @TestFactory
  Stream<DynamicTest> encryptedRequest_writtenAgain_isTheReferencesText() {
    return cases("encryptedRequest ")
        .filter(vector -> vector.outcome().required("ok").asBoolean())
        .map(
            vector ->
                dynamicTest(
                    vector.name(),
                    () -> {
                      String plaintext = vector.text("plaintext_text");
                      ClientLink client = client(vector);
                      assertThat(
                              plaintext.contains("ForgetMe")
                                  ? client.forgetMe(
                                      plaintext.contains("\"client\":true"),
                                      plaintext.contains("\"stats\":true"))
                                  : client.rememberMe(
                                      plaintext.replaceAll(".*:\"(\\w+)\".*", "$1")))
                          .isEqualTo(vector.text("text"));
                    }));
  }

  /** Ours are among the texts that the reference writes, but for the numbers in them. */
  @TestFactory
  Stream<DynamicTest> answers_areWritten_likeTheReferences() {
    return cases("response ")
        .filter(vector -> !vector.text("text").contains("\"upgrade_mode\":true"))
        .filter(vector -> !vector.text("text").contains("typedError")) // we never say it
        .map(vector -> dynamicTest(vector.name(), () -> isWritten(vector.text("text"))));
  }

  private static void isWritten(String text) {
    String ours =
        text.replaceAll(
            "(bandwidth|bandwidth_remaining|available_total)\":[1-9]\\d*", "$1\":68719476736");
    OptionalInt number = ClientText.parse(text).protocolVersion();
    List<String> all =
        List.of(
            ServerTexts.SUPPORTED_PROTOCOL,
            ServerTexts.SENT,
            ServerTexts.BANDWIDTH,
            ServerTexts.registered(number.orElse(0)),
            ServerTexts.authenticated(number, true),
            ServerTexts.authenticated(number, false),
            ServerTexts.encryptedResponse(
                new byte[] {0, -1}, HexFormat.of().parseHex("01".repeat(12))),
            ServerTexts.error("the \"reason\" \\ é\n"));
    assertThat(all)
        .contains(
            ours.replace(
                "status\":true,\"bandwidth_remaining\":0",
                "status\":true,\"bandwidth_remaining\":68719476736"));
  }

  @TestFactory
  Stream<DynamicTest> stockReader_readsTexts_likeTheReferencesClient() {
    return cases("client reads ")
        .map(
            vector ->
                dynamicTest(
                    vector.name(),
                    () ->
                        assertThat(StockReader.read(vector.text("text")))
                            .isEqualTo(
                                vector.outcome().required("ok").asBoolean()
                                    ? Optional.of(vector.outcome().required("debug").asText())
                                    : Optional.empty())));
  }

  /** A text that a client can't read ends its reading half. */
  @Test
  void answers_areAllReadable() {
    List<String> all = new ArrayList<>();
    for (int number = 0; number <= 255; number++) {
      int answer = ProtocolNumbers.answering(number);
      assertThat(answer).isBetween(0, 6).isLessThanOrEqualTo(number);
      all.add(ServerTexts.registered(answer));
      all.add(ServerTexts.authenticated(OptionalInt.of(answer), true));
      all.add(ServerTexts.authenticated(OptionalInt.of(answer), false));
    }
    all.add(ServerTexts.authenticated(OptionalInt.empty(), true));
    all.add(ServerTexts.authenticated(OptionalInt.empty(), false));
    all.add(ServerTexts.SUPPORTED_PROTOCOL);
    all.add(ServerTexts.SENT);
    all.add(ServerTexts.BANDWIDTH);
    all.add(ServerTexts.encryptedResponse(new byte[40], new byte[12]));
    all.add(ServerTexts.error("\u0000 \" \\ é \n"));
    assertThat(all).allMatch(text -> StockReader.read(text).isPresent());
    assertThat(all).noneMatch(text -> text.contains("null"));
    assertThat(all).noneMatch(text -> text.contains("\"upgrade_mode\":true"));
  }

  @Test
  void keyUpgrade_givesTheReferencesKey_andItsAnswer() {
    ModernVector vector = keyUpgrade();
    SharedKeys keys = legacyKeys(vector);
    SessionStep.ReplaceKeys step =
        (SessionStep.ReplaceKeys)
            new LegacyKeysChannel(keys, ModernVector.side())
                .receive(ClientText.parse(vector.text("text")));
    assertThat(step.secret().toByteArray(InsecureSecretKeyAccess.get()))
        .isEqualTo(HexFormat.of().parseHex("01" + vector.text("new_key")));
    GcmSivKey key = GcmSivKey.fromBytes(vector.hex("new_key"));
    ClientLink client =
        new ClientLink(key, ModernVector.ENGINE.newPrimitives(), new ScriptedRandom());
    assertThat(client.openAnswer(step.replaced().texts().get(0)))
        .contains(vector.text("answer_plaintext_text"));
    assertThat(client.openAnswer(vector.text("answer_text")))
        .contains(vector.text("answer_plaintext_text"));
    assertThat(step.unavailable().areLast()).isTrue();
  }

  @Test
  void keyUpgrade_writtenAgain_isTheReferencesText() {
    ModernVector vector = keyUpgrade();
    KeyUpgrade upgrade =
        KeyUpgrade.of(
            legacyKeys(vector),
            ModernVector.ENGINE.newPrimitives(),
            new ScriptedRandom(vector.hex("salt"), vector.hex("nonce")));
    assertThat(upgrade.request()).isEqualTo(vector.text("text"));
    assertThat(upgrade.key().digest(ModernVector.ENGINE.newPrimitives()))
        .isEqualTo(vector.hex("digest"));
  }

  private static ModernVector keyUpgrade() {
    return ModernVector.of("channel-legacy.json")
        .filter(vector -> vector.name().equals("key upgrade"))
        .findFirst()
        .orElseThrow();
  }

  private static SharedKeys legacyKeys(ModernVector vector) {
    return SharedKeys.fromBytes(new ModernVector(vector.json().required("key")).hex("key"));
  }

  @Test
  void cases_areAllOfAKindThatIsTested() {
    Set<String> prefixes =
        Set.of(
            "request kind",
            "push of",
            "malformed request",
            "malformed push",
            "encryptedRequest",
            "malformed encryptedRequest",
            "encryptedResponse",
            "response",
            "client reads",
            "gateway reads",
            "request text",
            "flow: client without bandwidth");
    assertThat(cases(""))
        .hasSize(161)
        .allMatch(vector -> prefixes.stream().anyMatch(vector.name()::startsWith));
  }

  @Test
  void handshakeError_isWrittenAndReadTheSame() {
    String text = ServerTexts.handshake(new HandshakeError("no \"room\""));
    assertThat(RequestReader.readHandshake(text)).isEqualTo(new HandshakeError("no \"room\""));
  }

  private static GcmSivKey key(ModernVector vector) {
    return GcmSivKey.fromBytes(vector.hex("shared_key"));
  }

  private static Nym2025Channel channel(ModernVector vector) {
    return new Nym2025Channel(key(vector), ModernVector.side());
  }

  private static ClientLink client(ModernVector vector) {
    return new ClientLink(
        key(vector), ModernVector.ENGINE.newPrimitives(), new ScriptedRandom(vector.hex("nonce")));
  }
}
