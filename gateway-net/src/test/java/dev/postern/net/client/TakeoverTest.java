package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.client.TestGateway.Client;
import dev.postern.net.delivery.ClientSession;
import dev.postern.net.delivery.OnlineClients;
import dev.postern.storage.Appended;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that logs in while it has a session: step by step, and each connection has its time. */
class TakeoverTest {
  private static final String AUTHENTICATED = "{\"type\":\"authenticate\",\"status\":true}";
  private static final String DUPLICATE =
      "{\"type\":\"error\",\"message\":\"Authentication failure - duplicate connection"
          + " detected\"}";
  // Long, since only the test's own clock may decide.
  private static final ClientOptions OPTIONS =
      ClientOptions.defaults()
          .withTakeoverTimeout(Duration.ofHours(1))
          .withConfirmationTimeout(Duration.ofDays(1));
  private static final Duration LIMIT = OPTIONS.takeoverTimeout();
  private static final Duration MOMENT = Duration.ofNanos(1);

  private final HeldStore store = new HeldStore();
  private final OnlineClients online = new OnlineClients();
  private final Client account = Client.random();
  private final EmbeddedClient first = connection();
  private final EmbeddedClient second = connection();
  private final EmbeddedClient third = connection();

  private EmbeddedClient connection() {
    return new EmbeddedClient(store, online, OPTIONS);
  }

  @BeforeEach
  void firstIsHere() {
    TestGateway.register(store.direct(), account);
    login(first);
    assertThat(first.receivedTexts()).containsExactly(AUTHENTICATED);
    settle();
  }

  @Test
  void sessionThatAnswers_keepsItsPlace() {
    ClientSession session = online.find(account.address());
    login(second);
    assertThat(second.received()).as("waits").isEmpty();
    List<RawWebSocket.Frame> asked = first.received();
    assertThat(asked).extracting(RawWebSocket.Frame::opcode).containsExactly(RawWebSocket.PING);
    answer(first, asked);
    assertThat(second.receivedTexts()).containsExactly(DUPLICATE);
    first.advance(LIMIT);
    assertThat(online.find(account.address())).isSameAs(session);
    assertThat(first.receivedConfirming()).isEmpty();
    finishAll();
  }

  @Test
  void sessionThatIsSilent_isReplacedAfterTheLimit() {
    login(second);
    first.advance(LIMIT.minus(MOMENT));
    assertThat(second.received()).isEmpty();
    first.advance(MOMENT);
    assertThat(second.receivedTexts()).containsExactly(AUTHENTICATED);
    assertThat(first.closed(ClientMetrics.Closed.TAKEN_OVER)).isOne();
    List<RawWebSocket.Frame> last = first.received();
    assertThat(last.get(0).opcode()).isEqualTo(RawWebSocket.PING);
    assertThat(last.get(1).closeStatus()).isEqualTo(1008);
    first.advance(Duration.ofMillis(Farewell.PATIENCE_MILLIS));
    assertThat(first.channel.isOpen()).isFalse();
    settle();
    assertThat(online.count()).isOne();
    finishAll();
    assertThat(online.count()).isZero();
  }

  @Test
  void wrongProof_isAnsweredAsByTheReference_andAsksNobody() {
    second.sendText(new Client(account.address(), Client.random().keys()).authenticateText());
    settle();
    assertThat(second.receivedTexts()).containsExactly(DUPLICATE);
    assertThat(first.received()).isEmpty();
    finishAll();
  }

  @Test
  void anyPongOfOurs_isASignOfLife() {
    TestGateway.append(store.direct(), account, 1);
    online.find(account.address()).wake();
    settle();
    List<RawWebSocket.Frame> pushed = first.received();
    login(second);
    assertThat(first.received()).hasSize(1);
    first.send(RawWebSocket.frame(RawWebSocket.PONG, new byte[8]));
    assertThat(second.received()).as("says nothing").isEmpty();
    answer(first, pushed); // not the ping that asks
    assertThat(second.receivedTexts()).containsExactly(DUPLICATE);
    settle();
    finishAll();
  }

  @Test
  void messagesBehindTheLogin_waitInOrder() {
    second.send(
        RawWebSocket.text(account.authenticateText()),
        RawWebSocket.text("one"),
        RawWebSocket.frame(RawWebSocket.BINARY, new byte[31]));
    settle();
    assertThat(second.received()).isEmpty();
    first.advance(LIMIT);
    assertThat(second.receivedTexts())
        .containsExactly(
            AUTHENTICATED,
            "{\"type\":\"error\",\"message\":\"invalid request\"}",
            "{\"type\":\"error\",\"message\":\"the request is too short\"}");
    first.received();
    settle();
    finishAll();
  }

  /** The stock client gives up after 1.5 s and comes again. */
  @Test
  void newcomerThatLeaves_hasAskedAllTheSame() {
    login(second);
    second.finish();
    first.advance(LIMIT);
    assertThat(online.count()).isZero();
    login(third);
    assertThat(third.receivedTexts()).containsExactly(AUTHENTICATED);
    first.received();
    settle();
    finishAll();
  }

  @Test
  void newcomersShareOneQuestion_theLatestGetsThePlace() {
    login(second);
    first.advance(LIMIT.minus(MOMENT));
    login(third);
    assertThat(first.received()).extracting(RawWebSocket.Frame::opcode).containsExactly(9);
    first.advance(MOMENT);
    List<RawWebSocket.Frame> won = third.received();
    // The other one asks the winner, whose answer to the question may overtake the one to it.
    assertThat(won).extracting(RawWebSocket.Frame::opcode).containsExactlyInAnyOrder(9, 1);
    assertThat(second.received()).isEmpty();
    answer(third, won);
    assertThat(second.receivedTexts()).containsExactly(DUPLICATE);
    assertThat(online.count()).isOne();
    first.received();
    settle();
    finishAll();
  }

  @Test
  void latestNewcomerIsSilent_theOtherIsNotTurnedAway() {
    login(second);
    login(third);
    first.advance(LIMIT);
    third.received();
    assertThat(second.received()).isEmpty();
    third.advance(LIMIT);
    assertThat(second.receivedTexts()).containsExactly(AUTHENTICATED);
    assertThat(online.count()).isOne();
    first.received();
    third.received();
    settle();
    finishAll();
  }

  @Test
  void sessionThatEndsWhileItIsAsked_isReplacedAtOnce() {
    login(second);
    first.received();
    first.finish();
    assertThat(second.receivedTexts()).containsExactly(AUTHENTICATED);
    settle();
    finishAll();
  }

  @Test
  void defectWhileItIsAsked_isTheEndOfTheSession() {
    login(second);
    first.channel.pipeline().fireExceptionCaught(new IllegalStateException("as the test wished"));
    assertThat(second.receivedTexts()).containsExactly(AUTHENTICATED);
    first.received();
    settle();
    finishAll();
  }

  @Test
  void sessionWhoseClientSaidClose_hasLeft() {
    first.send(RawWebSocket.frame(RawWebSocket.CLOSE, new byte[0]));
    assertThat(online.count()).isZero();
    login(second);
    assertThat(second.receivedTexts()).containsExactly(AUTHENTICATED);
    first.received();
    settle();
    finishAll();
  }

  /** What the old session didn't confirm comes again, and the ack of a held message with it. */
  @Test
  void heldMessages_areTheNewSessions() {
    byte[] message = new byte[100];
    Appended held =
        (Appended) store.direct().inboxes().hold(account.address(), message, 0, message.length);
    online.find(account.address()).wake();
    settle();
    assertThat(first.received()).extracting(RawWebSocket.Frame::opcode).containsExactly(2, 9);
    login(second);
    first.advance(LIMIT);
    settle();
    assertThat(held.safe()).isNotDone();
    assertThat(second.receivedConfirming()).hasSize(2);
    assertThat(held.safe()).isCompleted();
    first.received();
    settle();
    finishAll();
  }

  @Test
  void heldMessages_areLetGoWhenNobodyTakesThePlace() {
    byte[] message = new byte[100];
    Appended held =
        (Appended) store.direct().inboxes().hold(account.address(), message, 0, message.length);
    first.finish();
    assertThat(held.safe()).isCompletedExceptionally();
    finishAll();
  }

  @Test
  void manyLoginsInARow_queueNoPings() {
    IntStream.range(0, 100)
        .mapToObj(i -> connection())
        .forEach(
            newcomer -> {
              login(newcomer);
              newcomer.finish();
            });
    assertThat(first.received()).hasSize(1);
    finishAll();
  }

  private void login(EmbeddedClient connection) {
    connection.sendText(account.authenticateText());
    settle();
  }

  /** Whatever is to be done now is done. */
  private void settle() {
    boolean more = true;
    while (more) {
      more = false;
      for (EmbeddedClient each : List.of(first, second, third)) {
        each.channel.runPendingTasks();
      }
      while (store.waiting() > 0) {
        store.releaseOne();
        more = true;
      }
    }
    List.of(first, second, third).forEach(each -> each.channel.runPendingTasks());
  }

  private static void answer(EmbeddedClient connection, List<RawWebSocket.Frame> frames) {
    for (RawWebSocket.Frame frame : frames) {
      if (frame.opcode() == RawWebSocket.PING) {
        connection.send(RawWebSocket.frame(RawWebSocket.PONG, frame.payload()));
      }
    }
  }

  private void finishAll() {
    for (EmbeddedClient each : List.of(first, second, third)) {
      if (each.channel.isOpen()) {
        each.finish();
      }
    }
  }
}
