package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.AdmissionLimits;
import dev.postern.net.TokenBucket.Rate;
import dev.postern.net.client.ClientMetrics.Closed;
import dev.postern.net.client.TestGateway.Client;
import dev.postern.net.nym2025.KeyUpgrade;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.storage.MemoryStore;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * One client as it gets updated, and clients of all ages beside each other: the generation decides
 * how bytes look, and nothing else.
 */
class GenerationsTogetherTest {
  private static final String DUPLICATE =
      ModernClient.error("There is already an open connection to this client");

  private final TestGateway gateway =
      new TestGateway(
          IdentityPrivateKey.generate(TestGateway.RANDOM),
          () -> SphinxPrivateKey.generate(TestGateway.RANDOM),
          new MemoryStore(),
          ClientOptions.defaults().withTakeoverTimeout(Duration.ofMillis(50)));
  private final ModernClient identity = ModernClient.random(); // its key is of no meaning
  private final Client account = new Client(identity.address(), Client.random().keys());

  GenerationsTogetherTest() {
    TestGateway.register(gateway.store, account);
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  /** Of v2024.12 to v2026.1, with keys from before. */
  private RawWebSocket updatedLogin() {
    RawWebSocket socket = gateway.connect();
    socket.sendText(updatedLoginText(socket));
    assertThat(socket.readUnconfirming().text()).isEqualTo(ModernClient.authenticated(3));
    return socket;
  }

  private String updatedLoginText(RawWebSocket socket) {
    socket.sendText(ModernClient.SUPPORTED_PROTOCOL);
    assertThat(socket.read().text()).contains("supportedProtocol");
    return account.authenticateText().replace("{\"type\"", "{\"protocol_version\":3,\"type\"");
  }

  private ModernClient upgrade(RawWebSocket socket) {
    KeyUpgrade upgrade =
        KeyUpgrade.of(account.keys(), TestGateway.ENGINE.newPrimitives(), TestGateway.RANDOM);
    socket.sendText(upgrade.request());
    assertThat(socket.readUnconfirming().text()).contains("encryptedResponse");
    return identity.withKey(upgrade.key());
  }

  /** 0.9, then of 2023, then of 2025 with old keys, then with a new one: what is unread stays. */
  @Test
  void client_thatIsUpdatedAgainAndAgain_keepsItsInbox() {
    TestGateway.append(gateway.store, account, 1);
    try (RawWebSocket of2020 = gateway.login(account)) {
      assertThat(TestGateway.number(account.open(of2020.readUnconfirming().binary()))).isEqualTo(1);
    }
    TestGateway.append(gateway.store, account, 2);
    try (RawWebSocket of2023 = gateway.connect()) {
      of2023.sendText(
          account.authenticateText().replace("{\"type\"", "{\"protocol_version\":1,\"type\""));
      assertThat(of2023.readUnconfirming().text()).contains("bandwidth_remaining");
      assertThat(TestGateway.number(account.open(of2023.readUnconfirming().binary()))).isEqualTo(1);
      assertThat(TestGateway.number(account.open(of2023.readUnconfirming().binary()))).isEqualTo(2);
    }
    ModernClient newest;
    try (RawWebSocket of2025 = updatedLogin()) {
      assertThat(TestGateway.number(account.open(of2025.readUnconfirming().binary()))).isEqualTo(1);
      assertThat(TestGateway.number(account.open(of2025.readUnconfirming().binary()))).isEqualTo(2);
      newest = upgrade(of2025);
    }
    TestGateway.append(gateway.store, account, 3);
    try (RawWebSocket socket = newest.login(gateway)) {
      for (int i = 1; i <= 3; i++) {
        assertThat(TestGateway.number(newest.open(socket.readUnconfirming().binary())))
            .isEqualTo(i);
      }
    }
  }

  /** Nobody signed for it: the session of 0.9 is asked for a sign of life. */
  @Test
  void livingSessionOf09_keepsItsPlace_againstALoginThatIsNotDated() {
    try (TestGateway patient = new TestGateway()) {
      TestGateway.register(patient.store, account);
      try (LivingClient first = new LivingClient(patient.login(account));
          RawWebSocket second = patient.connect()) {
        second.sendText(updatedLoginText(second));
        assertThat(second.read().text()).isEqualTo(DUPLICATE);
        second.expectEnd();
        first.expectNothingMore();
      }
    }
  }

  @Test
  void silentSessionOf09_isReplacedByALoginThatIsNotDated() {
    try (RawWebSocket first = gateway.login(account);
        RawWebSocket second = updatedLogin()) {
      assertThat(first.readUnconfirming().closeStatus()).isEqualTo(1008);
      first.expectEnd();
      second.expectNothingMore();
    }
  }

  /** And the other way: a session of 2025 is asked by a client of 2020. */
  @Test
  void silentSessionOf2025_isReplacedByALoginOf09() {
    try (RawWebSocket first = updatedLogin();
        RawWebSocket second = gateway.login(account)) {
      assertThat(first.readUnconfirming().closeStatus()).isEqualTo(1008);
      second.expectNothingMore();
    }
  }

  /** At once, though it lives. */
  @Test
  void livingSession_ofNumber3_isReplacedByASignedLogin() {
    ModernClient client = ModernClient.registered(gateway.store);
    RawWebSocket socket = gateway.connect();
    socket.sendText(client.link().undatedLogin(client.address()));
    assertThat(socket.read().text()).isEqualTo(ModernClient.authenticated(3));
    try (LivingClient first = new LivingClient(socket);
        RawWebSocket second = client.login(gateway)) {
      assertThat(first.read().closeStatus()).isEqualTo(1008);
      second.expectNothingMore();
      assertThat(closed(Closed.REPLACED)).isOne();
    }
  }

  @Test
  void undatedLogin_replayed_isRefused() {
    ModernClient client = ModernClient.registered(gateway.store);
    String seen = client.link().undatedLogin(client.address());
    try (RawWebSocket socket = gateway.connect()) {
      socket.sendText(seen);
      assertThat(socket.read().text()).isEqualTo(ModernClient.authenticated(3));
    }
    try (RawWebSocket socket = gateway.connect()) {
      socket.sendText(seen);
      assertThat(socket.read().text())
          .isEqualTo(
              ModernClient.authenticated(3).replace("true", "false").replace("68719476736", "0"));
      socket.sendText(client.link().undatedLogin(client.address()));
      assertThat(socket.readUnconfirming().text()).isEqualTo(ModernClient.authenticated(3));
    }
  }

  /** What a client may have forwarded is counted by its address. */
  @Test
  void packets_aboveAClientsShare_areCountedOverAllGenerations() {
    EmbeddedGateway limited =
        new EmbeddedGateway(
            ClientOptions.defaults()
                .withAdmission(
                    AdmissionLimits.defaults()
                        .withPackets(new Rate(1, Duration.ofMinutes(10), 5))));
    TestGateway.register(limited.store, account);
    EmbeddedClient of2020 = limited.login(account);
    for (int i = 0; i < 5; i++) {
      of2020.send(RawWebSocket.frame(RawWebSocket.BINARY, account.sealedPacket()));
      assertThat(of2020.channel.config().isAutoRead()).isTrue();
    }
    assertThat(of2020.receivedTexts()).hasSize(5);
    of2020.finish();

    ModernClient client = identity;
    client.register(limited.store);
    EmbeddedClient of2025 = limited.connect();
    of2025.sendText(client.login());
    assertThat(of2025.receivedTexts()).containsExactly(ModernClient.authenticated(6));
    of2025.send(RawWebSocket.frame(RawWebSocket.BINARY, client.packet(2, 1)));
    assertThat(of2025.channel.config().isAutoRead()).isFalse();
    assertThat(of2025.receivedTexts()).containsExactly(ModernClient.SENT);
    of2025.finish();
  }

  /** Each in its own words, on one port. */
  @Test
  void clientsOfAllGenerations_haveTheirPacketsForwarded_andTheirMessagesPushed() {
    ModernClient modern = ModernClient.registered(gateway.store);
    byte[] message = new byte[1643];
    gateway.store.inboxes().append(modern.address(), message, 0, message.length);
    TestGateway.append(gateway.store, account, 0);
    try (RawWebSocket of2020 = gateway.login(account);
        RawWebSocket of2025 = modern.login(gateway)) {
      assertThat(account.open(of2020.readConfirming().binary())).isEqualTo(message);
      assertThat(modern.open(of2025.readConfirming().binary())).isEqualTo(message);
      of2020.send(RawWebSocket.frame(RawWebSocket.BINARY, account.sealedPacket()));
      of2025.send(RawWebSocket.frame(RawWebSocket.BINARY, modern.packet(2, 0)));
      assertThat(of2020.readConfirming().text()).isEqualTo("{\"type\":\"send\",\"status\":true}");
      assertThat(of2025.readConfirming().text()).isEqualTo(ModernClient.SENT);
    }
    assertThat(gateway.forwarder.packets).hasSize(2).allMatch("00".repeat(386)::equals);
  }

  /** A key of one kind is of no use to the other, whatever its bytes are. */
  @Test
  void registrationByANewerClient_leavesNothingToTheKeysBefore() {
    try (RawWebSocket socket = gateway.connect()) {
      ModernClient.register(socket, gateway.identity.publicKey(), identity.identity(), 6);
    }
    try (RawWebSocket socket = gateway.connect()) {
      socket.sendText(account.authenticateText());
      assertThat(socket.read().text()).isEqualTo("{\"type\":\"authenticate\",\"status\":false}");
    }
  }

  private double closed(Closed reason) {
    return gateway
        .meters
        .get("postern.clients.closed")
        .tag("reason", reason.name().toLowerCase(Locale.ROOT))
        .counter()
        .count();
  }
}
