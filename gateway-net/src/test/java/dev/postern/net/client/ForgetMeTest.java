package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.Await;
import dev.postern.net.client.ClientMetrics.Closed;
import dev.postern.net.delivery.OnlineClients;
import dev.postern.storage.AppendOutcome;
import dev.postern.storage.Appended;
import java.time.Clock;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that want to be forgotten, and what becomes of them. */
class ForgetMeTest {
  private static final String ACK = "{\"ForgetMeAck\":{}}";

  private final TestGateway gateway = new TestGateway();
  private final ModernClient account = ModernClient.registered(gateway.store);

  @AfterEach
  void close() {
    gateway.close();
  }

  private void forget(RawWebSocket socket, boolean client) {
    socket.sendText(account.link().forgetMe(client, true));
    RawWebSocket.Frame frame = socket.readUnconfirming();
    while (frame.opcode() == RawWebSocket.BINARY) { // a message that came before
      frame = socket.readUnconfirming();
    }
    assertThat(account.link().openAnswer(frame.text())).contains(ACK);
  }

  @Test
  void forgetMe_deletesKeyAndInbox_isAcknowledged_andEndsTheSession() {
    byte[] message = new byte[100];
    try (RawWebSocket socket = account.login(gateway)) {
      gateway.store.inboxes().append(account.address(), message, 0, message.length); // wakes nobody
      forget(socket, true);
      assertThat(socket.readUnconfirming().closeStatus()).isEqualTo(1000);
      socket.expectEnd();
    }
    assertThat(gateway.storedKeys(account.address())).isEmpty();
    assertThat(gateway.store.clients().count()).isZero();
    Await.until("nobody is here", () -> gateway.online.count() == 0);
  }

  @Test
  void forgetMe_thenLogin_isRefused_andRegistrationBeginsAnew() {
    String held = account.login();
    try (RawWebSocket socket = account.login(gateway)) {
      forget(socket, true);
    }
    try (RawWebSocket socket = gateway.connect()) {
      socket.sendText(account.login());
      assertThat(socket.read().text())
          .isEqualTo(ModernClient.error("the client is not registered"));
    }
    ModernClient again;
    try (RawWebSocket socket = gateway.connect()) {
      again = ModernClient.register(socket, gateway.identity.publicKey(), account.identity(), 6);
      socket.expectNothingMore(); // its inbox is empty
    }
    again.login(gateway).close();
    try (RawWebSocket socket = gateway.connect()) {
      socket.sendText(held);
      assertThat(socket.read().text())
          .isEqualTo(ModernClient.error("failed to verify provided address ciphertext"));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void forgetMe_ofStatisticsOnly_isAcknowledged_andNothingHappens(boolean stats) {
    try (RawWebSocket socket = account.login(gateway)) {
      socket.sendText(account.link().forgetMe(false, stats));
      assertThat(account.link().openAnswer(socket.read().text())).contains(ACK);
      socket.send(RawWebSocket.frame(RawWebSocket.BINARY, account.packet(1, 1)));
      assertThat(socket.read().text()).isEqualTo(ModernClient.SENT);
    }
    assertThat(gateway.storedKeys(account.address())).isPresent();
  }

  /** None is acknowledged to its sender as safe that isn't; and none comes after the answer. */
  @Test
  void forgetMe_withMessagesArriving_losesNoneThatWasTaken_andTakesNoneAfterwards()
      throws InterruptedException {
    int[] taken = new int[1];
    Thread sender =
        new Thread(
            () -> {
              byte[] message = new byte[1643];
              while (append(message)) {
                taken[0]++;
              }
            });
    try (RawWebSocket socket = account.login(gateway)) {
      sender.start();
      Await.until("messages arrive", () -> taken[0] > 20);
      socket.sendText(account.link().forgetMe(true, true));
      RawWebSocket.Frame frame = socket.readConfirming();
      while (frame.opcode() == RawWebSocket.BINARY) {
        frame = socket.readConfirming();
      }
      assertThat(account.link().openAnswer(frame.text())).contains(ACK);
      assertThat(socket.readUnconfirming().closeStatus()).isEqualTo(1000);
    }
    sender.join();
    assertThat(append(new byte[10])).as("to a client that is not known").isFalse();
    account.register(gateway.store);
    try (RawWebSocket socket = account.login(gateway)) {
      socket.expectNothingMore();
    }
  }

  private boolean append(byte[] message) {
    AppendOutcome outcome =
        gateway.store.inboxes().append(account.address(), message, 0, message.length);
    return outcome instanceof Appended;
  }

  /** While the disk is asked, what the client sends waits; what ends it is nobody's. */
  @Test
  void forgetMe_untilItIsDurable_isNotAcknowledged() {
    HeldStore store = new HeldStore();
    account.register(store.direct());
    EmbeddedGateway slow =
        new EmbeddedGateway(
            store,
            new OnlineClients(),
            ClientOptions.defaults(),
            Clock.fixed(TestGateway.NOW, ZoneOffset.UTC));
    EmbeddedClient connection = login(slow, store);
    connection.send(
        RawWebSocket.text(account.link().forgetMe(true, true)),
        RawWebSocket.frame(RawWebSocket.BINARY, account.packet(1, 1)));
    assertThat(connection.received()).isEmpty();
    while (store.waiting() > 0) {
      store.releaseOne();
    }
    var received = connection.received();
    assertThat(account.link().openAnswer(received.get(0).text())).contains(ACK);
    assertThat(received.get(1).closeStatus()).isEqualTo(1000);
    assertThat(slow.forwarder.packets).isEmpty();
    assertThat(slow.closed(Closed.FORGOTTEN)).isOne();
    connection.finish();
  }

  /** It is still registered, and learns so. */
  @Test
  void forgetMe_thatTheStoreRefuses_isAnErrorAndTheEnd() {
    HeldStore store = new HeldStore();
    account.register(store.direct());
    EmbeddedGateway slow =
        new EmbeddedGateway(
            store,
            new OnlineClients(),
            ClientOptions.defaults(),
            Clock.fixed(TestGateway.NOW, ZoneOffset.UTC));
    EmbeddedClient connection = login(slow, store);
    connection.sendText(account.link().forgetMe(true, true));
    store.failOne();
    assertThat(connection.receivedTexts())
        .containsExactly(ModernClient.error("Internal gateway storage error"));
    connection.finish();
  }

  private EmbeddedClient login(EmbeddedGateway slow, HeldStore store) {
    EmbeddedClient connection = slow.connect();
    connection.sendText(account.login());
    store.releaseOne();
    assertThat(connection.receivedTexts()).containsExactly(ModernClient.authenticated(6));
    while (store.waiting() > 0) {
      store.releaseOne(); // the inbox is empty
    }
    return connection;
  }
}
