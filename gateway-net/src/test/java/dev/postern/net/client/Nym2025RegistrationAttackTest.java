package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import dev.postern.net.AdmissionLimits;
import dev.postern.net.AdmissionLimits.Loopback;
import dev.postern.net.TokenBucket.Rate;
import dev.postern.net.client.ClientMetrics.Login;
import dev.postern.net.nym2025.ClientHandshake;
import dev.postern.net.nym2025.ClientHandshake.Reply;
import dev.postern.net.wire.LoginFault;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Registrations that are altered on their way, repeated, or of somebody who is here. */
class Nym2025RegistrationAttackTest {
  private static final String DUPLICATE = "There is already an open connection to this client";

  private final TestGateway gateway = new TestGateway();
  private final IdentityPrivateKey identity = IdentityPrivateKey.generate(TestGateway.RANDOM);

  @AfterEach
  void close() {
    gateway.close();
  }

  private ClientHandshake handshake(int number) {
    return ModernClient.handshake(gateway.identity.publicKey(), identity, number);
  }

  private static List<String> failure(String reason) {
    return List.of(
        "{\"type\":\"handshakeError\",\"message\":\"" + reason + "\"}",
        ModernClient.error("Failed to perform registration handshake: " + reason));
  }

  private static void assertFails(RawWebSocket socket, List<String> words) {
    for (String text : words) {
      assertThat(socket.readUnconfirming().text()).isEqualTo(text);
    }
    socket.expectEnd();
  }

  /** Lowered below 3 it would be a registration of other keys: its length is then wrong. */
  @ParameterizedTest
  @ValueSource(strings = {"\"protocol_version\":2,", "\"protocol_version\":1,", ""})
  void init_whoseNumberWasLoweredOnItsWay_registersNobody(String number) {
    String init = handshake(6).init().replace("\"protocol_version\":6,", number);
    try (RawWebSocket socket = gateway.connect()) {
      socket.sendText(init);
      assertThat(socket.read().text()).startsWith("{\"type\":\"handshakeError\"");
    }
    try (RawWebSocket socket = gateway.connect()) {
      socket.sendText(ModernClient.SUPPORTED_PROTOCOL);
      socket.read();
      socket.sendText(init);
      assertFails(socket, failure("sent request was malformed"));
    }
    assertThat(gateway.store.clients().count()).isZero();
  }

  /** Within this generation the number changes nothing about the key; the client hears of it. */
  @Test
  void init_whoseNumberWasLoweredFrom6To3_isAnsweredWith3_andTheKeyIsTheSameKind() {
    ClientHandshake client = handshake(6);
    try (RawWebSocket socket = gateway.connect()) {
      socket.sendText(client.init().replace("\"protocol_version\":6", "\"protocol_version\":3"));
      String reply = socket.read().text();
      assertThat(reply).startsWith("{\"type\":\"handshakePayload\",\"protocol_version\":3,");
      socket.sendText(((Reply) client.receive(reply)).text());
      ClientHandshake.Step end = client.receive(socket.read().text());
      assertThat(socket.read().text()).isEqualTo(ModernClient.registered(3));
      ModernClient registered = new ModernClient(identity, ((ClientHandshake.Agreed) end).key());
      registered.login(gateway).close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 6, 7, 255})
  void init_isAnsweredWithItsNumber_neverWithAHigherOne(int number) {
    try (RawWebSocket socket = gateway.connect()) {
      socket.sendText(handshake(number).init());
      assertThat(socket.read().text())
          .startsWith(
              "{\"type\":\"handshakePayload\",\"protocol_version\":" + Math.min(number, 6) + ",");
    }
  }

  @Test
  void registration_isWhollyOfTheNumberThatBeganIt() {
    try (RawWebSocket socket = gateway.connect()) {
      ModernClient.register(socket, gateway.identity.publicKey(), identity, 4)
          .login(gateway)
          .close();
    }
  }

  /** The identity is proved first: strangers don't hear who is here. */
  @Test
  void registration_ofAClientThatIsHere_keepsItsKey_andItsSession() {
    ModernClient live = registered();
    try (LivingClient session = new LivingClient(live.login(gateway));
        RawWebSocket socket = gateway.connect()) {
      ClientHandshake client = handshake(6);
      socket.sendText(client.init());
      String reply = socket.read().text();
      assertThat(reply).startsWith("{\"type\":\"handshakePayload\"");
      socket.sendText(((Reply) client.receive(reply)).text());
      assertFails(
          socket,
          List.of(
              "{\"type\":\"handshakeError\",\"message\":\"" + DUPLICATE + "\"}",
              ModernClient.error(DUPLICATE)));
      session.expectNothingMore();
    }
    live.login(gateway).close();
  }

  private ModernClient registered() {
    try (RawWebSocket socket = gateway.connect()) {
      return ModernClient.register(socket, gateway.identity.publicKey(), identity, 6);
    }
  }

  @Test
  void registrationAgain_replacesTheKey_andKeepsTheInbox() {
    ModernClient first = registered();
    Optional<String> keyBefore = gateway.storedKeys(first.address());
    byte[] message = {1, 2, 3};
    gateway.store.inboxes().append(first.address(), message, 0, message.length);
    try (RawWebSocket socket = gateway.connect()) {
      ModernClient second =
          ModernClient.register(socket, gateway.identity.publicKey(), identity, 6);
      assertThat(second.open(socket.readUnconfirming().binary())).isEqualTo(message);
      assertThat(gateway.storedKeys(first.address())).isPresent().isNotEqualTo(keyBefore);
    }
    try (RawWebSocket socket = gateway.connect()) {
      socket.sendText(first.login());
      assertThat(socket.read().text())
          .isEqualTo(ModernClient.error("failed to verify provided address ciphertext"));
    }
  }

  @Test
  void handshake_replayedInAFreshOne_isRefused() {
    ClientHandshake seen = handshake(6);
    String init = seen.init();
    String proof;
    try (RawWebSocket socket = gateway.connect()) {
      socket.sendText(init);
      proof = ((Reply) seen.receive(socket.read().text())).text();
    }
    try (RawWebSocket socket = gateway.connect()) {
      socket.sendText(init);
      socket.read();
      socket.sendText(proof);
      assertFails(socket, failure("failed to either encrypt or decrypt provided message"));
    }
    assertThat(gateway.store.clients().count()).isZero();
  }

  @Test
  void handshake_ourOwnMaterialSentBack_isRefused() {
    try (RawWebSocket socket = gateway.connect()) {
      socket.sendText(handshake(6).init());
      List<String> reply =
          Splitter.on(',').splitToList(socket.read().text().replaceAll("[^0-9,]", ""));
      String material = String.join(",", reply.subList(reply.size() - 92, reply.size()));
      socket.sendText(
          "{\"type\":\"handshakePayload\",\"protocol_version\":6,\"data\":[" + material + "]}");
      assertFails(socket, failure("received invalid signature"));
    }
  }

  @Test
  void handshake_interleavedOnTwoSockets_neitherGetsIn() {
    ClientHandshake one = handshake(6);
    ClientHandshake other = handshake(6);
    try (RawWebSocket first = gateway.connect();
        RawWebSocket second = gateway.connect()) {
      first.sendText(one.init());
      second.sendText(other.init());
      String proofOfFirst = ((Reply) one.receive(first.read().text())).text();
      String proofOfSecond = ((Reply) other.receive(second.read().text())).text();
      first.sendText(proofOfSecond);
      second.sendText(proofOfFirst);
      assertFails(first, failure("failed to either encrypt or decrypt provided message"));
      assertFails(second, failure("failed to either encrypt or decrypt provided message"));
    }
    assertThat(gateway.store.clients().count()).isZero();
  }

  /** Two devices with one identity: each is told the truth about its own key. */
  @Test
  void twoRegistrationsAtOnce_leaveOneKey_whoseClientWasToldSo() {
    ClientHandshake one = handshake(6);
    ClientHandshake other = handshake(6);
    try (RawWebSocket first = gateway.connect();
        RawWebSocket second = gateway.connect()) {
      first.sendText(one.init());
      second.sendText(other.init());
      String proofOfFirst = ((Reply) one.receive(first.read().text())).text();
      String proofOfSecond = ((Reply) other.receive(second.read().text())).text();
      first.sendText(proofOfFirst);
      ClientHandshake.Step end = one.receive(first.read().text());
      assertThat(first.read().text()).isEqualTo(ModernClient.registered(6));
      try (LivingClient living = new LivingClient(first)) {
        second.sendText(proofOfSecond);
        assertThat(second.read().text()).contains(DUPLICATE);
        living.expectNothingMore();
      }
      new ModernClient(identity, ((ClientHandshake.Agreed) end).key()).login(gateway).close();
    }
  }

  @Test
  void registrationFlood_isRefusedBySource_inTheHandshakesWords_andEnds() {
    EmbeddedGateway limited =
        new EmbeddedGateway(
            ClientOptions.defaults()
                .withAdmission(
                    AdmissionLimits.defaults()
                        .withLoopback(Loopback.LIMITED)
                        .withRegistrations(new Rate(1, Duration.ofDays(1), 3))));
    String init = ModernClient.handshake(limited.identity.publicKey(), identity, 6).init();
    for (int i = 0; i < 3; i++) {
      EmbeddedClient flooding = limited.connect("127.0.0.2");
      flooding.sendText(init);
      assertThat(flooding.receivedTexts()).singleElement().asString().contains("handshakePayload");
      flooding.finish();
    }
    for (int i = 0; i < 10; i++) {
      EmbeddedClient flooding = limited.connect("127.0.0.2");
      flooding.sendText(init);
      assertThat(flooding.receivedTexts()).isEqualTo(failure("too many registrations"));
      flooding.advance(Duration.ofMillis(Farewell.PATIENCE_MILLIS));
      assertThat(flooding.channel.isOpen()).isFalse();
      flooding.finish();
    }
    assertThat(limited.ephemeralKeys.get()).isEqualTo(3);
    assertThat(limited.logins(LoginFault.TOO_MANY_REGISTRATIONS)).isEqualTo(10);
    assertThat(limited.logins(Login.REGISTERED)).isZero();
  }
}
