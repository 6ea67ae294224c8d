package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.Await;
import dev.postern.net.client.TestGateway.Client;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many clients come back to full inboxes, all on one event loop. */
class ReturningCrowdTest {
  private static final int MESSAGES = 3;

  private final HeldStore store = new HeldStore();
  private final TestGateway gateway =
      new TestGateway(
          IdentityPrivateKey.generate(TestGateway.RANDOM),
          () -> SphinxPrivateKey.generate(TestGateway.RANDOM),
          store,
          ClientOptions.defaults());

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void backlogs_areReadAFewAtATime_andAllArrive() throws Exception {
    List<Client> clients = Stream.generate(this::clientWithBacklog).limit(5).toList();
    List<RawWebSocket> connections = login(clients);

    for (int left = clients.size(); left > 0; left--) {
      awaitReads(Math.min(left, BacklogReads.AT_ONCE));
      store.releaseOne();
    }

    for (int i = 0; i < clients.size(); i++) {
      try (RawWebSocket connection = connections.get(i)) {
        for (int message = 0; message < MESSAGES; message++) {
          byte[] content = clients.get(i).open(connection.readUnconfirming().binary());
          assertThat(TestGateway.number(content)).isEqualTo(message);
        }
      }
    }
  }

  @Test
  void clientThatKeepsUp_waitsForNoOthersBacklog() throws Exception {
    Client here = client();
    List<RawWebSocket> connections =
        login(List.of(here, clientWithBacklog(), clientWithBacklog(), clientWithBacklog()));
    awaitReads(1 + BacklogReads.AT_ONCE); // its own came first, and finds nothing
    store.releaseOne();

    TestGateway.append(store.direct(), here, 7);
    gateway.online.find(here.address()).wake();

    awaitReads(BacklogReads.AT_ONCE + 1);
    connections.forEach(RawWebSocket::close);
  }

  @Test
  void whoeverGoes_givesTheTurnToOthers() throws Exception {
    List<RawWebSocket> connections =
        login(Stream.generate(this::clientWithBacklog).limit(5).toList());
    awaitReads(BacklogReads.AT_ONCE);
    connections.get(0).close(); // has its turn
    connections.get(2).close(); // waits for it
    awaitReads(BacklogReads.AT_ONCE + 1); // the closed one's is still being read
    connections.get(3).close(); // has its turn now
    awaitReads(BacklogReads.AT_ONCE + 2);
    connections.get(1).close();
    connections.get(4).close();
  }

  private Client client() {
    Client client = Client.random();
    TestGateway.register(store.direct(), client);
    return client;
  }

  private Client clientWithBacklog() {
    Client client = client();
    IntStream.range(0, MESSAGES).forEach(i -> TestGateway.append(store.direct(), client, i));
    return client;
  }

  /** Their sessions begin in that order. */
  private List<RawWebSocket> login(List<Client> clients) {
    List<RawWebSocket> connections = clients.stream().map(client -> gateway.connect()).toList();
    for (int i = 0; i < clients.size(); i++) {
      connections.get(i).sendText(clients.get(i).authenticateText());
      int asked = i + 1;
      Await.until("its registration is looked up", () -> store.waiting() == asked);
    }
    clients.forEach(client -> store.releaseOne());
    for (RawWebSocket connection : connections) {
      assertThat(connection.readUnconfirming().text()).contains("true");
    }
    return connections;
  }

  /** So many reads wait for the store, and no more are asked in the loop's next turns. */
  private void awaitReads(int count) throws Exception {
    Await.until("reads are asked", () -> store.waiting() == count);
    for (int turn = 0; turn < 3; turn++) {
      gateway.eventLoops().schedule(() -> {}, 0, TimeUnit.NANOSECONDS).get(60, TimeUnit.SECONDS);
    }
    assertThat(store.waiting()).isEqualTo(count);
  }
}
