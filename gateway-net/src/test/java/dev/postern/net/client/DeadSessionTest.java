package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.client.TestGateway.Client;
import dev.postern.net.delivery.OnlineClients;
import dev.postern.storage.MemoryStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions whose client confirms nothing, on a clock that the test moves. */
class DeadSessionTest {
  private static final Duration LIMIT = ClientOptions.defaults().confirmationTimeout();
  private static final Duration MOMENT = Duration.ofNanos(1);

  private final MemoryStore store = new MemoryStore();
  private final OnlineClients online = new OnlineClients();
  private final Client account = Client.random();
  private final TestClock clock = new TestClock();
  private final EmbeddedClient connection =
      new EmbeddedClient(store, online, ClientOptions.defaults(), clock);

  private static final class TestClock extends Clock {
    private Instant now = TestGateway.NOW;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @BeforeEach
  void login() {
    TestGateway.register(store, account);
    connection.sendText(account.authenticateText());
    assertThat(connection.receivedTexts()).hasSize(1);
  }

  @Test
  void pingWithoutPong_isTheEndAfterTheLimit() {
    push(1);
    assertThat(connection.received()).hasSize(2);
    connection.advance(LIMIT.minus(MOMENT));
    assertThat(online.count()).isOne();
    connection.advance(MOMENT);
    assertThat(online.count()).isZero();
    assertThat(connection.closed(ClientMetrics.Closed.UNCONFIRMED)).isOne();
    assertThat(connection.received().get(0).closeStatus()).isEqualTo(1008);
    assertThat(stored()).isOne();
    connection.advance(Duration.ofMillis(Farewell.PATIENCE_MILLIS));
    assertThat(connection.channel.isOpen()).isFalse();
    connection.finish();
  }

  @Test
  void idleClient_livesOn() {
    push(1);
    connection.receivedConfirming();
    int asked = 0;
    for (int i = 0; i < 1000; i++) {
      connection.advance(LIMIT);
      asked += connection.received().stream().map(this::confirm).toList().size();
    }
    Duration all = LIMIT.multipliedBy(1000);
    assertThat(asked).isBetween(1, (int) all.dividedBy(ConnectedClient.SIGN_OF_LIFE_INTERVAL));
    assertThat(online.count()).isOne();
    // The time in which nothing was out doesn't count.
    push(2);
    connection.advance(LIMIT.minus(MOMENT));
    assertThat(online.count()).isOne();
    assertThat(connection.receivedConfirming()).hasSize(1);
    connection.finish();
  }

  /** A half-open connection: its client is gone, and there is nothing to send to it. */
  @Test
  void idleClientThatIsGone_isFoundOut() {
    connection.advance(ConnectedClient.SIGN_OF_LIFE_INTERVAL.minus(MOMENT));
    assertThat(connection.received()).isEmpty();
    connection.advance(MOMENT);
    assertThat(pings(connection.received())).hasSize(1);
    connection.advance(LIMIT);
    assertThat(online.count()).isZero();
    assertThat(connection.closed(ClientMetrics.Closed.UNCONFIRMED)).isOne();
    connection.received();
    connection.finish();
  }

  /** A slow link: each run arrives just in time, and all of them together take far longer. */
  @Test
  void slowClient_makesProgress() {
    for (int i = 0; i < 100; i++) {
      TestGateway.append(store, account, i);
    }
    online.find(account.address()).wake();
    List<RawWebSocket.Frame> pings = pings(connection.received());
    assertThat(pings).hasSizeGreaterThan(8);
    long before = 100;
    for (RawWebSocket.Frame ping : pings) {
      connection.advance(LIMIT.minus(MOMENT));
      connection.send(RawWebSocket.frame(RawWebSocket.PONG, ping.payload()));
      assertThat(stored()).isLessThan(before);
      before = stored();
    }
    assertThat(online.count()).isOne();
    connection.finish();
  }

  @Test
  void batch_isPingedWithin_butNotPerMessage() {
    for (int i = 0; i < 64; i++) {
      TestGateway.append(store, account, i);
    }
    online.find(account.address()).wake();
    assertThat(pings(connection.received())).hasSizeBetween(4, 8);
    connection.finish();
  }

  @Test
  void pongThatNobodyAskedFor_isNoSignOfLife() {
    push(1);
    connection.received();
    connection.advance(LIMIT.minus(MOMENT));
    connection.send(RawWebSocket.frame(RawWebSocket.PONG, new byte[8]));
    connection.advance(MOMENT);
    assertThat(online.count()).isZero();
    connection.received();
    connection.finish();
  }

  /** It may have filled its socket with answers that it doesn't read: nothing was pushed. */
  @Test
  void socketThatStaysFull_isTheEndToo() {
    connection.setWritable(false);
    push(1);
    connection.advance(LIMIT);
    assertThat(online.count()).isZero();
    assertThat(connection.closed(ClientMetrics.Closed.UNCONFIRMED)).isOne();
    connection.advance(Duration.ofMillis(Farewell.PATIENCE_MILLIS));
    assertThat(connection.channel.isOpen()).isFalse();
    connection.received();
    connection.finish();
  }

  @Test
  void socketThatHasRoomAgain_getsItsMessages() {
    connection.setWritable(false);
    push(1);
    connection.advance(LIMIT.minus(MOMENT));
    connection.setWritable(true);
    assertThat(connection.receivedConfirming()).hasSize(1);
    assertThat(connection.receivedConfirming()).as("the ping behind the message").isEmpty();
    connection.advance(LIMIT);
    assertThat(online.count()).isOne();
    assertThat(stored()).isZero();
    connection.finish();
  }

  @Test
  void clientThatStays_isInUse() {
    clock.now = TestGateway.NOW.plus(NotesOfUse.INTERVAL);
    for (Duration past = Duration.ZERO;
        past.compareTo(NotesOfUse.INTERVAL) < 0;
        past = past.plus(LIMIT)) {
      connection.advance(LIMIT);
      assertThat(connection.receivedConfirming()).isEmpty();
    }
    assertThat(lastUsed()).isEqualTo(clock.now);
    clock.now = TestGateway.NOW.plus(Duration.ofDays(2));
    connection.finish();
    assertThat(lastUsed()).as("at its end").isEqualTo(clock.now);
  }

  private void push(int number) {
    TestGateway.append(store, account, number);
    online.find(account.address()).wake();
    connection.channel.runPendingTasks();
  }

  private Instant lastUsed() {
    return store.clients().find(account.address()).join().orElseThrow().lastUsed();
  }

  private long stored() {
    return store.inboxes().usage(account.address()).messages();
  }

  private RawWebSocket.Frame confirm(RawWebSocket.Frame ping) {
    connection.send(RawWebSocket.frame(RawWebSocket.PONG, ping.payload()));
    return ping;
  }

  private static List<RawWebSocket.Frame> pings(List<RawWebSocket.Frame> frames) {
    return frames.stream().filter(frame -> frame.opcode() == RawWebSocket.PING).toList();
  }
}
