package dev.postern.net.nym2025;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import dev.postern.net.nym2025.RegistrationHandshake.Agreed;
import dev.postern.net.nym2025.RegistrationHandshake.Ignored;
import dev.postern.net.nym2025.RegistrationHandshake.Refused;
import dev.postern.net.nym2025.RegistrationHandshake.Reply;
import dev.postern.net.nym2025.RegistrationHandshake.Step;
import dev.postern.net.wire.ClientText;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.IdentityPublicKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The reference's registrations, either half against what the other one said. */
class Nym2025HandshakeVectorsTest {
  private static final HexFormat HEX = HexFormat.of();

  @TestFactory
  Stream<DynamicTest> gateway_goesOnLikeTheReference() {
    return ModernVector.registrations(true)
        .filter(ModernVector::isRegistered)
        .filter(vector -> !vector.hasNoIdentity() && !vector.isLowOrder())
        .map(vector -> dynamicTest(vector.name(), () -> registers(vector)));
  }

  private static void registers(ModernVector vector) {
    GcmSivKey key = GcmSivKey.fromBytes(HEX.parseHex(vector.sharedKey()));
    RegistrationHandshake gateway = gateway(vector);
    Step last = new Ignored();
    for (JsonNode message : vector.transcript()) {
      String text = message.path("text").asText();
      if (message.required("from").asText().equals("client")) {
        last = message.has("text") ? receive(gateway, text) : last;
      } else if (last instanceof Reply reply) {
        assertThat(ModernVector.replyUnsealed(ServerTexts.handshake(reply.payload()), key))
            .isEqualTo(ModernVector.replyUnsealed(text, key));
        last = new Ignored();
      }
    }
    Agreed agreed = (Agreed) last;
    assertThat(stored(agreed.key())).isEqualTo("01" + vector.sharedKey());
    assertThat(agreed.client().toBytes()).isEqualTo(vector.hex("client_identity"));
    assertThat(agreed.number())
        .isEqualTo(
            vector.json().required("gateway_result").required("negotiated_protocol").asInt());
  }

  @TestFactory
  Stream<DynamicTest> gateway_refusesWhatTheReferenceRefuses_inItsWords() {
    return ModernVector.registrations(true)
        .filter(vector -> !vector.isRegistered() && !vector.hasKeyOfTheOtherKind())
        .filter(vector -> !vector.hasNoIdentity() && !vector.isLowOrder())
        .filter(vector -> !isUnreadable(vector))
        .map(vector -> dynamicTest(vector.name(), () -> refuses(vector)));
  }

  private static boolean isUnreadable(ModernVector vector) {
    return vector.json().required("gateway_result").required("error").asText().contains("readable");
  }

  private static void refuses(ModernVector vector) {
    RegistrationHandshake gateway = gateway(vector);
    Step last = new Ignored();
    for (JsonNode message : vector.transcript()) {
      if (message.required("from").asText().equals("client") && !(last instanceof Refused)) {
        last = receive(gateway, message.required("text").asText());
      }
    }
    String reason = vector.json().required("gateway_result").required("error").asText();
    assertThat(last).isEqualTo(new Refused(reason, true));
  }

  @TestFactory
  Stream<DynamicTest> gateway_initThatTheReferenceCannotRead_isNoMessage() {
    return ModernVector.registrations(true)
        .filter(vector -> !vector.isRegistered() && !vector.hasKeyOfTheOtherKind())
        .filter(Nym2025HandshakeVectorsTest::isUnreadable)
        .map(
            vector ->
                dynamicTest(
                    vector.name(), () -> assertThat(first(vector)).isEqualTo(new Ignored())));
  }

  /** Number 3 or more with 64 bytes, or less with 80: the reference goes by the number. */
  @TestFactory
  Stream<DynamicTest> gateway_numberAndLengthThatDisagree_areRefusedUnlikeByTheReference() {
    return ModernVector.registrations(true)
        .filter(ModernVector::hasKeyOfTheOtherKind)
        .map(
            vector ->
                dynamicTest(
                    vector.name(), () -> assertThat(first(vector)).isEqualTo(malformed(true))));
  }

  @TestFactory
  Stream<DynamicTest> gateway_identityThatIsNoPoint_isNotAnsweredInTheHandshake() {
    return ModernVector.registrations(true)
        .filter(ModernVector::hasNoIdentity)
        .map(
            vector ->
                dynamicTest(
                    vector.name(), () -> assertThat(first(vector)).isEqualTo(malformed(false))));
  }

  @TestFactory
  Stream<DynamicTest> gateway_ephemeralKeyThatContributesNothing_isRefusedUnlikeByTheReference() {
    return ModernVector.registrations(true)
        .filter(ModernVector::isLowOrder)
        .map(
            vector ->
                dynamicTest(
                    vector.name(), () -> assertThat(first(vector)).isEqualTo(malformed(true))));
  }

  private static Step first(ModernVector vector) {
    return receive(gateway(vector), vector.transcript().get(0).required("text").asText());
  }

  private static Refused malformed(boolean isUnderWay) {
    return new Refused("sent request was malformed", isUnderWay);
  }

  /** Where the test let the client's messages as they were. */
  @TestFactory
  Stream<DynamicTest> client_goesOnLikeTheReference() {
    return Stream.concat(
            ModernVector.registrations(false),
            ModernVector.registrations(true)
                .filter(
                    vector ->
                        vector.name().startsWith("registration ")
                            || vector.name().startsWith("client proposes ")
                            || vector.name().equals("protocol 7 client")))
        .map(vector -> dynamicTest(vector.name(), () -> clientSpeaks(vector)));
  }

  private static void clientSpeaks(ModernVector vector) {
    ClientHandshake client = client(vector);
    List<String> expected = new ArrayList<>();
    List<String> sent = new ArrayList<>(List.of(client.init()));
    ClientHandshake.Step last = new ClientHandshake.Ignored();
    for (JsonNode message : vector.transcript()) {
      if (message.required("from").asText().equals("client")) {
        expected.add(message.required("text").asText());
      } else if (message.has("text") && !isOver(last)) {
        ClientHandshake.Step step = client.receive(message.required("text").asText());
        if (step instanceof ClientHandshake.Reply reply) {
          sent.add(reply.text());
        } else if (step instanceof ClientHandshake.Failed failed) {
          sent.add(failed.toPeer());
        }
        last = step;
      }
    }
    assertThat(sent).isEqualTo(expected);
    JsonNode result = vector.json().required("client_result");
    if (result.required("ok").asBoolean()) {
      assertThat(stored(((ClientHandshake.Agreed) last).key()))
          .isEqualTo("01" + vector.sharedKey());
    } else {
      assertThat(((ClientHandshake.Failed) last).reason())
          .isEqualTo(result.required("error").asText());
    }
  }

  private static boolean isOver(ClientHandshake.Step step) {
    return step instanceof ClientHandshake.Agreed || step instanceof ClientHandshake.Failed;
  }

  private static Step receive(RegistrationHandshake gateway, String text) {
    return gateway.receive(RequestReader.read(ClientText.parse(text)));
  }

  private static RegistrationHandshake gateway(ModernVector vector) {
    return new RegistrationHandshake(
        ModernVector.side(vector.gatewayIdentity(), vector.gatewayEphemeral(), Instant.EPOCH));
  }

  /** Draws the salt and the nonce that the reference has drawn. */
  private static ClientHandshake client(ModernVector vector) {
    List<byte[]> said =
        vector.transcript().stream()
            .filter(message -> message.required("from").asText().equals("client"))
            .map(message -> RequestReader.readHandshake(message.required("text").asText()))
            .filter(HandshakeMessage.HandshakePayload.class::isInstance)
            .map(message -> ((HandshakeMessage.HandshakePayload) message).data())
            .toList();
    Queue<byte[]> drawn = new ArrayDeque<>();
    drawn.add(Arrays.copyOfRange(said.get(0), 64, 80));
    if (said.size() > 1) {
      drawn.add(Arrays.copyOfRange(said.get(1), 80, 92));
    }
    return new ClientHandshake(
        IdentityPrivateKey.fromBytes(vector.hex("client_identity_seed")),
        SphinxPrivateKey.fromBytes(vector.hex("client_ephemeral_private")),
        IdentityPublicKey.fromBytes(vector.hex("gateway_identity")),
        vector.json().required("client_protocol").asInt(),
        ModernVector.ENGINE.newPrimitives(),
        new ScriptedRandom(drawn));
  }

  private static String stored(GcmSivKey key) {
    return HEX.formatHex(key.secretBytes().toByteArray(InsecureSecretKeyAccess.get()));
  }
}
