package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.client.TestGateway.Client;
import dev.postern.net.delivery.ClientSession;
import dev.postern.net.delivery.OnlineClients;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A session step by step: each answer of the store comes when the test lets it. */
class ConnectedClientTest {
  private static final int WINDOW = 8;

  private final HeldStore store = new HeldStore();
  private final OnlineClients online = new OnlineClients();
  private final Client account = Client.random();
  private final EmbeddedClient connection =
      new EmbeddedClient(store, online, ClientOptions.defaults().withWindow(WINDOW, 1024 * 1024));
  private ClientSession session;

  /** Logged in, and caught up with an empty inbox. */
  @BeforeEach
  void login() {
    TestGateway.register(store.direct(), account);
    connection.sendText(account.authenticateText());
    store.releaseOne();
    assertThat(connection.receivedTexts()).hasSize(1);
    store.releaseOne();
    assertThat(connection.received()).isEmpty();
    assertThat(store.waiting()).isZero();
    session = online.find(account.address());
  }

  @Test
  void wake_manyTimes_readsOnce() {
    IntStream.range(0, 1000).forEach(i -> session.wake());
    connection.channel.runPendingTasks();
    assertThat(store.waiting()).isOne();
    releaseAll();
    connection.finish();
  }

  /** The message is not in the answer that is on its way, and its wake comes before that answer. */
  @Test
  void wake_whileAReadIsUnderWay_isNotLost() {
    session.wake();
    connection.channel.runPendingTasks();
    append(1); // after the read began: its answer will be empty
    session.wake();
    connection.channel.runPendingTasks();
    store.releaseOne();
    assertThat(connection.received()).isEmpty();
    assertThat(store.waiting()).as("it reads again").isOne();
    store.releaseOne();
    assertThat(numbers(connection.received())).containsExactly(1);
    releaseAll();
    connection.finish();
  }

  /** The wake's task runs after the empty answer. */
  @Test
  void wake_rightAfterAReadCameBackEmpty_isNotLost() {
    session.wake();
    connection.channel.runPendingTasks();
    append(1);
    store.releaseOne(); // its completion is queued first, the wake behind it
    session.wake();
    connection.channel.runPendingTasks();
    store.releaseOne();
    assertThat(numbers(connection.received())).containsExactly(1);
    releaseAll();
    connection.finish();
  }

  @Test
  void drain_goesOnUntilAReadTellsThatThereIsNoMore() {
    byte[] long1 = new byte[ConnectedClient.BATCH_BYTES];
    for (int i = 0; i < 3; i++) {
      store.direct().inboxes().append(account.address(), long1, 0, long1.length);
    }
    session.wake(); // once, as if for the last of them
    connection.channel.runPendingTasks();
    for (int read = 1; read <= 3; read++) {
      assertThat(store.waiting()).as("before answer %d", read).isOne();
      store.releaseOne();
      connection.channel.runPendingTasks();
    }
    assertThat(store.waiting()).isZero();
    assertThat(connection.received())
        .filteredOn(frame -> frame.opcode() == RawWebSocket.BINARY)
        .hasSize(3);
    connection.finish();
  }

  @Test
  void wake_whileAReadIsUnderWay_readsOnceMore() {
    append(1);
    session.wake();
    connection.channel.runPendingTasks();
    append(2);
    session.wake();
    connection.channel.runPendingTasks();
    assertThat(store.waiting()).isOne();
    store.releaseOne();
    connection.channel.runPendingTasks();
    store.releaseOne();
    connection.channel.runPendingTasks();
    assertThat(numbers(connection.received())).containsExactly(1, 2);
    releaseAll();
    connection.finish();
  }

  @Test
  void window_boundsWhatIsReadUntilAPong() {
    IntStream.range(0, 3 * WINDOW).forEach(this::append);
    session.wake();
    releaseAll();
    List<RawWebSocket.Frame> first = connection.received();
    assertThat(numbers(first)).hasSize(WINDOW);
    assertThat(store.waiting()).isZero();
    assertThat(store.reads.get(store.reads.size() - 1).maxMessages()).isEqualTo(WINDOW);

    answerPings(first);
    releaseAll();
    List<RawWebSocket.Frame> second = connection.received();
    assertThat(numbers(second)).hasSize(WINDOW).startsWith(WINDOW);
    connection.finish();
  }

  @Test
  void pong_removesWhatItsPingCovered_andNoMore() {
    append(1);
    session.wake();
    releaseAll();
    List<RawWebSocket.Frame> first = connection.received();
    append(2); // pushed behind the ping
    session.wake();
    releaseAll();
    assertThat(numbers(connection.received())).containsExactly(2);
    assertThat(stored()).isEqualTo(2);

    answerPings(first);
    assertThat(stored()).isOne();
    List<RawWebSocket.Frame> nextPing = connection.received();
    assertThat(nextPing).extracting(RawWebSocket.Frame::opcode).containsExactly(9);
    answerPings(nextPing);
    assertThat(stored()).isZero();
    releaseAll();
    connection.finish();
  }

  @Test
  void pong_unaskedFor_saysNothing() {
    append(1);
    session.wake();
    releaseAll();
    List<RawWebSocket.Frame> frames = connection.received();
    byte[] right = frames.get(frames.size() - 1).payload();
    byte[] wrong = right.clone();
    wrong[7]++;
    connection.send(
        RawWebSocket.frame(RawWebSocket.PONG, wrong),
        RawWebSocket.frame(RawWebSocket.PONG, new byte[0]),
        RawWebSocket.frame(RawWebSocket.PONG, new byte[9]));
    assertThat(stored()).isOne();
    connection.send(RawWebSocket.frame(RawWebSocket.PONG, right));
    assertThat(stored()).isZero();
    // The same once more, now that a later message is on its way.
    append(2);
    session.wake();
    releaseAll();
    connection.send(RawWebSocket.frame(RawWebSocket.PONG, right));
    assertThat(stored()).isOne();
    assertThat(numbers(connection.received())).containsExactly(2);
    connection.finish();
  }

  @Test
  void ping_doesNotTellPositions() {
    for (int i = 0; i < 1000; i++) {
      Client other = Client.random();
      TestGateway.register(store.direct(), other);
      TestGateway.append(store.direct(), other, i);
    }
    append(1);
    session.wake();
    releaseAll();
    List<RawWebSocket.Frame> frames = connection.received();
    assertThat(frames.get(1)).hasToString("9:0000000000000001");
    connection.finish();
  }

  @Test
  void socketFull_nothingIsReadUntilItHasRoom() {
    connection.setWritable(false);
    append(1);
    session.wake();
    connection.channel.runPendingTasks();
    assertThat(store.waiting()).isZero();
    connection.setWritable(true);
    assertThat(store.waiting()).isOne();
    releaseAll();
    assertThat(numbers(connection.received())).containsExactly(1);
    connection.finish();
  }

  @Test
  void pushAck_goesPastTheInbox() {
    byte[] ack = new byte[21];
    ack[20] = 7;
    assertThat(session.pushAck(ack, 0, 21)).isTrue();
    ack[20] = 8; // the caller's again
    List<RawWebSocket.Frame> frames = connection.received();
    assertThat(frames).hasSize(1);
    assertThat(account.open(frames.get(0).binary())).hasSize(21).endsWith(7);
    assertThat(store.waiting()).as("no read for an ack").isZero();
    connection.finish();
  }

  @Test
  void pushAck_socketFull_isRefused() {
    connection.setWritable(false);
    assertThat(session.pushAck(new byte[21], 0, 21)).isFalse();
    connection.setWritable(true);
    connection.finish();
  }

  @Test
  void pushAck_moreThanMayWait_isRefused() {
    for (int i = 0; i < ConnectedClient.MAX_WAITING_ACKS; i++) {
      assertThat(session.pushAck(new byte[21], 0, 21)).isTrue();
    }
    assertThat(session.pushAck(new byte[21], 0, 21)).isFalse();
    assertThat(connection.received()).hasSize(ConnectedClient.MAX_WAITING_ACKS);
    connection.finish();
  }

  @Test
  void readFails_connectionEndsAndNothingIsLost() {
    append(1);
    session.wake();
    connection.channel.runPendingTasks();
    store.failOne();
    assertThat(connection.received()).isEmpty();
    assertThat(connection.channel.isOpen()).isFalse();
    connection.finish();
    assertThat(stored()).isOne();
    assertThat(online.count()).isZero();
  }

  @Test
  void afterTheEnd_nothingIsDone() {
    connection.finish();
    append(1);
    session.wake();
    assertThat(session.pushAck(new byte[21], 0, 21)).isFalse();
    connection.channel.runPendingTasks();
    assertThat(store.waiting()).isZero();
    assertThat(stored()).isOne();
    assertThat(online.find(account.address())).isNull();
  }

  private void append(int number) {
    TestGateway.append(store.direct(), account, number);
  }

  private long stored() {
    return store.direct().inboxes().usage(account.address()).messages();
  }

  private void releaseAll() {
    connection.channel.runPendingTasks();
    while (store.waiting() > 0) {
      store.releaseOne();
      connection.channel.runPendingTasks();
    }
  }

  private void answerPings(List<RawWebSocket.Frame> frames) {
    for (RawWebSocket.Frame frame : frames) {
      if (frame.opcode() == RawWebSocket.PING) {
        connection.send(RawWebSocket.frame(RawWebSocket.PONG, frame.payload()));
      }
    }
  }

  private List<Integer> numbers(List<RawWebSocket.Frame> frames) {
    List<Integer> numbers = new ArrayList<>();
    for (RawWebSocket.Frame frame : frames) {
      if (frame.opcode() != RawWebSocket.PING) {
        numbers.add(TestGateway.number(account.open(frame.binary())));
      }
    }
    return numbers;
  }
}
