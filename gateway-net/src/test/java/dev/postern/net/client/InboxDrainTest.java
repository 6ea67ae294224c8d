package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.client.TestGateway.Client;
import dev.postern.net.delivery.ClientSession;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.storage.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Inboxes to clients over sockets. */
class InboxDrainTest {
  private static final int WINDOW = 100;

  private final TestGateway gateway =
      new TestGateway(
          IdentityPrivateKey.generate(TestGateway.RANDOM),
          () -> SphinxPrivateKey.generate(TestGateway.RANDOM),
          new MemoryStore(),
          ClientOptions.defaults().withWindow(WINDOW, 1024 * 1024));
  private final Client account = gateway.registeredClient();

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void backlogOf10000_followsTheAnswerInOrder() {
    append(0, 10_000);
    // login() insists on the answer as the first thing that comes.
    try (RawWebSocket client = gateway.login(account)) {
      assertThat(readConfirming(client, 10_000)).isEqualTo(range(0, 10_000));
    }
  }

  @Test
  void clientThatConfirmed_findsItsInboxEmpty() {
    append(0, 250);
    try (RawWebSocket client = gateway.login(account)) {
      assertThat(readConfirming(client, 250)).isEqualTo(range(0, 250));
      // The last ping comes behind the last message; its pong is handled before the next ping's.
      RawWebSocket.Frame ping = client.read();
      assertThat(ping.opcode()).isEqualTo(RawWebSocket.PING);
      client.send(RawWebSocket.frame(RawWebSocket.PONG, ping.payload()));
      client.expectNothingMore();
    }
    assertThat(gateway.store.inboxes().usage(account.address()).messages()).isZero();
  }

  @Test
  void clientThatDidNotConfirm_getsAllAgainInOrder() {
    append(0, 50);
    for (int attempt = 0; attempt < 3; attempt++) {
      try (RawWebSocket client = gateway.login(account)) {
        assertThat(readUnconfirming(client, 50)).isEqualTo(range(0, 50));
        client.expectNothingMore();
      }
      awaitOffline();
    }
  }

  @Test
  void clientThatReadsButNeverConfirms_getsNoMoreThanTheWindow() {
    append(0, 10_000);
    try (RawWebSocket client = gateway.login(account)) {
      assertThat(readUnconfirming(client, WINDOW)).isEqualTo(range(0, WINDOW));
      client.expectNothingMore();
    }
  }

  /**
   * Appends race with the session's reads: a session that misses a wake stands still, and the read
   * times out; one that reads from a wrong place gets a number twice or not at all.
   */
  @Test
  void appendWhileBacklogDrains_isStillDeliveredOnceAndInOrder() {
    int messages = 10_000;
    append(0, 500);
    try (RawWebSocket client = gateway.login(account)) {
      CompletableFuture<Void> appending =
          CompletableFuture.runAsync(() -> appendAndWake(500, messages));
      assertThat(readConfirming(client, messages)).isEqualTo(range(0, messages));
      appending.join();
      client.expectNothingMore();
    }
  }

  /** As the delivery path does: append, then look for a session, then wake it. */
  private void appendAndWake(int from, int to) {
    Random random = new Random(3);
    for (int i = from; i < to; i++) {
      append(i, i + 1);
      ClientSession session = gateway.online.find(account.address());
      session.wake();
      // Now and then let the session catch up, so that reads come back empty.
      while (random.nextInt(100) == 0
          && gateway.store.inboxes().usage(account.address()).messages() > 0) {
        Thread.onSpinWait();
      }
    }
  }

  private void append(int from, int to) {
    IntStream.range(from, to).forEach(i -> TestGateway.append(gateway.store, account, i));
  }

  private List<Integer> readConfirming(RawWebSocket client, int count) {
    List<Integer> numbers = new ArrayList<>();
    while (numbers.size() < count) {
      numbers.add(TestGateway.number(account.open(client.readConfirming().binary())));
    }
    return numbers;
  }

  private List<Integer> readUnconfirming(RawWebSocket client, int count) {
    List<Integer> numbers = new ArrayList<>();
    while (numbers.size() < count) {
      numbers.add(TestGateway.number(account.open(client.readUnconfirming().binary())));
    }
    return numbers;
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  private void awaitOffline() {
    while (gateway.online.find(account.address()) != null) {
      Thread.onSpinWait();
    }
  }
}
