package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.Await;
import dev.postern.net.client.TestGateway.Client;
import dev.postern.net.nym09.SharedKeys;
import dev.postern.net.nym2025.KeyUpgrade;
import dev.postern.net.nym2025.Sealing;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that were updated since they registered, and exchange their keys; over sockets. */
class KeyUpgradeAttackTest {
  private static final String UNREADABLE =
      ModernClient.error("failed to decrypt provided text request");
  private static final String ACK = "{\"KeyUpgradeAck\":{}}";

  private final TestGateway gateway = new TestGateway();
  private final ModernClient identity = ModernClient.random(); // its key is of no meaning
  private final Client account = new Client(identity.address(), Client.random().keys());

  KeyUpgradeAttackTest() {
    TestGateway.register(gateway.store, account);
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private KeyUpgrade upgrade(SharedKeys keys) {
    return KeyUpgrade.of(keys, TestGateway.ENGINE.newPrimitives(), TestGateway.RANDOM);
  }

  /** As an updated client with older keys does. */
  private RawWebSocket login() {
    RawWebSocket socket = gateway.connect();
    socket.sendText(ModernClient.SUPPORTED_PROTOCOL);
    assertThat(socket.read().text()).contains("\"version\":6");
    socket.sendText(
        account.authenticateText().replace("{\"type\"", "{\"protocol_version\":2,\"type\""));
    assertThat(socket.readUnconfirming().text()).isEqualTo(ModernClient.authenticated(2));
    return socket;
  }

  private String stored() {
    return gateway.storedKeys(account.address()).orElseThrow();
  }

  private void assertKeysAreTheOldOnes() {
    assertThat(stored()).hasSize(64);
    login().close();
  }

  private ModernClient upgraded(RawWebSocket socket) {
    KeyUpgrade upgrade = upgrade(account.keys());
    socket.sendText(upgrade.request());
    ModernClient client = identity.withKey(upgrade.key());
    assertThat(client.link().openAnswer(socket.readUnconfirming().text())).contains(ACK);
    return client;
  }

  @Test
  void upgrade_isAcknowledgedUnderTheNewKey_whichIsTheOnlyOneFromThenOn() {
    ModernClient client;
    try (RawWebSocket socket = login()) {
      client = upgraded(socket);
      assertThat(stored()).hasSize(66).startsWith("01");
      socket.send(RawWebSocket.frame(RawWebSocket.BINARY, client.packet(2, 1)));
      assertThat(socket.read().text()).isEqualTo(ModernClient.SENT);
    }
    client.login(gateway).close();
    try (RawWebSocket socket = gateway.connect()) {
      socket.sendText(account.authenticateText());
      assertThat(socket.read().text()).contains("\"status\":false");
    }
  }

  @Test
  void upgrade_ofADigestThatIsWrong_changesNothing_andEnds() {
    String request = upgrade(Client.random().keys()).request(); // sealed by others
    try (RawWebSocket socket = login()) {
      socket.sendText(request);
      assertThat(socket.read().text()).isEqualTo(UNREADABLE);
      socket.expectEnd();
    }
    for (String wrong :
        List.of(
            Sealing.upgrade(account.keys(), new byte[16], new byte[32]),
            Sealing.upgrade(account.keys(), new byte[15], new byte[32]),
            Sealing.upgrade(account.keys(), new byte[0], new byte[0]))) {
      try (RawWebSocket socket = login()) {
        socket.sendText(wrong);
        assertThat(socket.read().text()).isEqualTo(UNREADABLE);
        socket.expectEnd();
      }
    }
    assertKeysAreTheOldOnes();
  }

  @Test
  void upgrade_whoseNonceWasChangedOnItsWay_changesNothing() {
    String request = upgrade(account.keys()).request();
    try (RawWebSocket socket = login()) {
      socket.sendText(request.replaceFirst("\"nonce\":\\[\\d+,\\d+", "\"nonce\":[7,7"));
      assertThat(socket.read().text()).isEqualTo(UNREADABLE);
    }
    assertKeysAreTheOldOnes();
  }

  @Test
  void upgrade_replayed_isRefused_onItsConnectionAndOnOthers() {
    KeyUpgrade upgrade = upgrade(account.keys());
    ModernClient client = identity.withKey(upgrade.key());
    try (RawWebSocket socket = login()) {
      socket.sendText(upgrade.request());
      assertThat(client.link().openAnswer(socket.read().text())).contains(ACK);
      socket.sendText(upgrade.request());
      assertThat(socket.read().text()).isEqualTo(UNREADABLE);
      socket.expectEnd();
    }
    String key = stored();
    try (RawWebSocket socket = client.login(gateway)) {
      socket.sendText(upgrade.request());
      assertThat(socket.read().text()).isEqualTo(UNREADABLE);
    }
    assertThat(stored()).isEqualTo(key);
  }

  /** In one write: the second one finds keys that are no longer older. */
  @Test
  void upgrade_twiceAtOnce_countsOnce() {
    KeyUpgrade first = upgrade(account.keys());
    KeyUpgrade second = upgrade(account.keys());
    try (RawWebSocket socket = login()) {
      socket.send(RawWebSocket.text(first.request()), RawWebSocket.text(second.request()));
      assertThat(identity.withKey(first.key()).link().openAnswer(socket.read().text()))
          .contains(ACK);
      assertThat(socket.read().text()).isEqualTo(UNREADABLE);
      socket.expectEnd();
    }
    identity.withKey(first.key()).login(gateway).close();
  }

  @Test
  void upgrade_byAClientOfAnOlderGeneration_isNoRequest() {
    for (String number : List.of("", "\"protocol_version\":2,")) {
      try (RawWebSocket socket = gateway.connect()) {
        socket.sendText(account.authenticateText().replace("{\"type\"", "{" + number + "\"type\""));
        assertThat(socket.readUnconfirming().text()).contains("\"status\":true");
        socket.sendText(upgrade(account.keys()).request());
        assertThat(socket.read().text()).isEqualTo(ModernClient.error("invalid request"));
        socket.expectNothingMore();
      }
    }
    assertKeysAreTheOldOnes();
  }

  @Test
  void upgrade_beforeLogin_isNoRequest() {
    try (RawWebSocket socket = gateway.connect()) {
      socket.sendText(ModernClient.SUPPORTED_PROTOCOL);
      socket.read();
      socket.sendText(upgrade(account.keys()).request());
      assertThat(socket.read().text())
          .isEqualTo(ModernClient.error("Only 'Register' or 'Authenticate' requests are allowed"));
      socket.expectEnd();
    }
    assertKeysAreTheOldOnes();
  }

  /** Under the older keys whatever is pushed can be sent back as a request. */
  @Test
  void forgetMe_underOlderKeys_isNotTaken() {
    try (RawWebSocket socket = login()) {
      socket.sendText(
          Sealing.textUnder(
              account.keys(), new byte[16], "{\"ForgetMe\":{\"client\":true,\"stats\":true}}"));
      assertThat(socket.read().text()).isEqualTo(UNREADABLE);
      socket.expectEnd();
    }
    assertKeysAreTheOldOnes();
  }

  /**
   * Messages are pushed and packets sent while the keys are exchanged: what comes before the answer
   * is under the old keys, what comes behind it under the new one, and between the request and its
   * answer comes no text.
   */
  @Test
  void upgrade_underTraffic_losesNothing_andNobodyIsInDoubtOfTheKey() {
    int messages = 400;
    IntStream.range(0, messages).forEach(i -> TestGateway.append(gateway.store, account, i));
    KeyUpgrade upgrade = upgrade(account.keys());
    ModernClient client = identity.withKey(upgrade.key());
    List<Integer> received = new ArrayList<>();
    int sent = 0;
    boolean isUpgraded = false;
    int underOld = 0;
    try (RawWebSocket socket = login()) {
      byte[] packet = RawWebSocket.frame(RawWebSocket.BINARY, account.sealedPacket());
      for (int i = 0; i < 20; i++) {
        socket.send(packet);
      }
      socket.sendText(upgrade.request());
      for (int i = 0; i < 20; i++) {
        socket.send(RawWebSocket.frame(RawWebSocket.BINARY, client.packet(1 + i % 2, i)));
      }
      while (received.size() < messages || sent < 40) {
        RawWebSocket.Frame frame = socket.readConfirming();
        if (frame.opcode() == RawWebSocket.BINARY) {
          byte[] message =
              isUpgraded ? client.open(frame.payload()) : account.open(frame.payload());
          received.add(TestGateway.number(message));
          underOld += isUpgraded ? 0 : 1;
        } else if (frame.text().equals(ModernClient.SENT)) {
          sent++;
        } else {
          assertThat(sent).as("all before it, none of those behind it").isEqualTo(20);
          assertThat(client.link().openAnswer(frame.text())).contains(ACK);
          isUpgraded = true;
        }
      }
      assertThat(received).isEqualTo(IntStream.range(0, messages).boxed().toList());
      assertThat(underOld).isLessThan(messages);
      assertThat(gateway.forwarder.packets).hasSize(40);
      TestGateway.append(gateway.store, account, 7);
      gateway.online.find(account.address()).wake();
      assertThat(TestGateway.number(client.open(socket.readConfirming().binary()))).isEqualTo(7);
    }
  }

  /** What was stored for the older client is there for the newer one. */
  @Test
  void upgrade_keepsTheInboxAndTheAddress() {
    TestGateway.append(gateway.store, account, 1);
    ModernClient client;
    try (RawWebSocket socket = login()) {
      socket.readUnconfirming().binary(); // not confirmed
      client = upgraded(socket);
    }
    Await.until("the session has ended", () -> gateway.online.count() == 0);
    try (RawWebSocket socket = client.login(gateway)) {
      assertThat(TestGateway.number(client.open(socket.readUnconfirming().binary()))).isEqualTo(1);
    }
  }

  /** The identity of the login is not asked for: keys from before identities were signed with. */
  @Test
  void upgrade_ofTheKeysOfAnotherClient_isRefused() {
    IdentityPrivateKey other = IdentityPrivateKey.generate(TestGateway.RANDOM);
    Client stranger =
        new Client(new ModernClient(other, identity.key()).address(), Client.random().keys());
    TestGateway.register(gateway.store, stranger);
    try (RawWebSocket socket = login()) {
      socket.sendText(upgrade(stranger.keys()).request());
      assertThat(socket.read().text()).isEqualTo(UNREADABLE);
    }
    assertThat(gateway.storedKeys(stranger.address()).orElseThrow()).hasSize(64);
  }
}
