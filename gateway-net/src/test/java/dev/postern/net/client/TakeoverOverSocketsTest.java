package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.Await;
import dev.postern.net.client.TestGateway.Client;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.storage.MemoryStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client that logs in while it has a session, over sockets. A dumb one answers no pings. */
class TakeoverOverSocketsTest {
  private static final String AUTHENTICATED = "{\"type\":\"authenticate\",\"status\":true}";
  private static final String DUPLICATE =
      "{\"type\":\"error\",\"message\":\"Authentication failure - duplicate connection"
          + " detected\"}";

  private final TestGateway gateway =
      new TestGateway(
          IdentityPrivateKey.generate(TestGateway.RANDOM),
          () -> SphinxPrivateKey.generate(TestGateway.RANDOM),
          new MemoryStore(),
          ClientOptions.defaults().withTakeoverTimeout(Duration.ofMillis(50)));
  private final Client account = gateway.registeredClient();

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void livingClient_keepsItsPlace() {
    try (TestGateway patient = new TestGateway()) {
      TestGateway.register(patient.store, account);
      try (LivingClient first = new LivingClient(patient.login(account));
          RawWebSocket second = patient.connect()) {
        second.sendText(account.authenticateText());
        assertThat(second.read().text()).isEqualTo(DUPLICATE);
        first.expectNothingMore();
      }
    }
  }

  @Test
  void clientThatIgnoresPings_isReplacedAndClosed() {
    try (RawWebSocket first = gateway.login(account);
        RawWebSocket second = gateway.login(account)) {
      assertThat(first.readUnconfirming().closeStatus()).isEqualTo(1008);
      first.expectEnd();
      second.expectNothingMore();
    }
  }

  /** The ping is stuck behind what the client doesn't read. */
  @Test
  void clientThatReadsNothing_isReplaced_andNothingIsLost() {
    IntStream.range(0, 1000).forEach(i -> TestGateway.append(gateway.store, account, i));
    try (RawWebSocket first = gateway.login(account);
        RawWebSocket second = gateway.login(account)) {
      assertThat(numbers(second, 1000)).isEqualTo(IntStream.range(0, 1000).boxed().toList());
      first.readUnconfirming(); // it was there to be read
    }
  }

  @Test
  void manyLoginsAtOnce_endWithOneSessionAndAnAnswerForEach() {
    try (RawWebSocket first = gateway.login(account)) {
      List<RawWebSocket> newcomers =
          IntStream.range(0, 8).mapToObj(i -> gateway.connect()).toList();
      newcomers.forEach(newcomer -> newcomer.sendText(account.authenticateText()));
      // All are living: they answer the pings of one another's questions.
      List<LivingClient> living = newcomers.stream().map(LivingClient::new).toList();
      List<String> answers = living.stream().map(each -> each.read().text()).toList();
      assertThat(answers).contains(AUTHENTICATED);
      assertThat(answers).allMatch(each -> each.equals(AUTHENTICATED) || each.equals(DUPLICATE));
      assertThat(gateway.online.count()).isOne();
      assertThat(first.readUnconfirming().closeStatus()).isEqualTo(1008);
      living.forEach(LivingClient::close);
    }
    Await.until("nobody is here", () -> gateway.online.count() == 0);
  }

  /** Each is gone before it has its answer; the last one stays. */
  @Test
  void newcomersThatDrop_lockNobodyOut() {
    try (RawWebSocket first = gateway.login(account)) {
      for (int i = 0; i < 20; i++) {
        try (RawWebSocket dropping = gateway.connect()) {
          dropping.sendText(account.authenticateText());
        }
      }
      try (RawWebSocket last = gateway.login(account)) {
        last.expectNothingMore();
      }
      first.readUnconfirming();
    }
  }

  @Test
  void clientThatNeverReads_isClosedInTheEnd() {
    ClientOptions hasty = ClientOptions.defaults().withConfirmationTimeout(Duration.ofMillis(200));
    try (TestGateway other =
        new TestGateway(
            IdentityPrivateKey.generate(TestGateway.RANDOM),
            () -> SphinxPrivateKey.generate(TestGateway.RANDOM),
            new MemoryStore(),
            hasty)) {
      TestGateway.register(other.store, account);
      IntStream.range(0, 10_000).forEach(i -> TestGateway.append(other.store, account, i));
      try (RawWebSocket silent = other.login(account)) {
        Await.until("it is found out", () -> other.online.count() == 0);
        assertThat(
                other.meters.get("postern.clients.closed").tag("reason", "unconfirmed").counter())
            .extracting(counter -> counter.count())
            .isEqualTo(1.0);
        silent.readUnconfirming();
      }
      assertThat(other.store.inboxes().usage(account.address()).messages()).isEqualTo(10_000);
    }
  }

  /** Two listeners share who is here; the event loops of one stop while its session is asked. */
  @Test
  void eventLoopsShutDown_lockNobodyOut() throws IOException {
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    ClientServer server =
        new ClientServer(
            loops,
            gateway.services,
            TestGateway.ENGINE,
            ClientOptions.defaults(),
            new SimpleMeterRegistry());
    InetSocketAddress address = server.bind(new InetSocketAddress(gateway.address.getAddress(), 0));
    try (RawWebSocket first = RawWebSocket.upgraded(address);
        RawWebSocket second = gateway.connect()) {
      first.sendText(account.authenticateText());
      assertThat(first.read().text()).isEqualTo(AUTHENTICATED);
      server.stopAccepting();
      second.sendText(account.authenticateText());
      assertThat(first.read().opcode()).isEqualTo(RawWebSocket.PING);
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
      assertThat(second.read().text()).isEqualTo(AUTHENTICATED);
    }
  }

  private List<Integer> numbers(RawWebSocket client, int count) {
    List<Integer> numbers = new ArrayList<>();
    while (numbers.size() < count) {
      numbers.add(TestGateway.number(account.open(client.readConfirming().binary())));
    }
    return numbers;
  }
}
