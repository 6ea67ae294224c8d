package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.AdmissionLimits;
import dev.postern.net.TokenBucket.Rate;
import dev.postern.net.client.ClientMetrics.Closed;
import dev.postern.net.client.ClientMetrics.Login;
import dev.postern.net.client.TestGateway.Client;
import dev.postern.net.delivery.OnlineClients;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that are slow, silent, or never done: what they hold ends. Time is the tests'. */
class LimitAttackTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String HERE = "203.0.113.1";

  private final EmbeddedGateway gateway = new EmbeddedGateway(ClientOptions.defaults());

  private static void assertClosed(EmbeddedClient connection, int status) {
    List<RawWebSocket.Frame> last = connection.received();
    assertThat(last).isNotEmpty();
    assertThat(last.get(last.size() - 1).closeStatus()).isEqualTo(status);
    connection.advance(Duration.ofMillis(Farewell.PATIENCE_MILLIS));
    assertThat(connection.channel.isOpen()).isFalse();
    connection.finish();
  }

  /** Sends one byte a second for as long as it may; says for how long that was. */
  private int drip(EmbeddedClient connection, byte[] bytes, double mostSeconds) {
    int seconds = 0;
    for (byte next : bytes) {
      if (isClosing() || !connection.channel.isOpen()) {
        return seconds;
      }
      connection.send(new byte[] {next});
      connection.advance(SECOND);
      seconds++;
      assertThat((double) seconds).isLessThanOrEqualTo(mostSeconds);
    }
    return seconds;
  }

  private boolean isClosing() {
    return gateway.closed(Closed.LOGIN_TIMEOUT)
            + gateway.closed(Closed.MESSAGE_TIMEOUT)
            + gateway.closed(Closed.UPGRADE_TIMEOUT)
        > 0;
  }

  @Test
  void slowLoris_upgradeByteByByte_isClosedAfter10Seconds() {
    EmbeddedClient connection = gateway.connectOnly(HERE);
    assertThat(drip(connection, RawWebSocket.UPGRADE, 10)).isEqualTo(10);
    assertThat(gateway.closed(Closed.UPGRADE_TIMEOUT)).isOne();
    assertThat(connection.channel.isOpen()).isFalse();
    connection.finish();
  }

  @Test
  void slowLoris_silentBeforeTheUpgrade_isClosedAfter10Seconds() {
    EmbeddedClient connection = gateway.connectOnly(HERE);
    connection.advance(Duration.ofSeconds(10));
    assertThat(gateway.closed(Closed.UPGRADE_TIMEOUT)).isOne();
    assertThat(connection.channel.isOpen()).isFalse();
    connection.finish();
  }

  @Test
  void slowLoris_loginByteByByte_isClosedAfter10Seconds() {
    Client account = gateway.registeredClient();
    EmbeddedClient connection = gateway.connect(HERE);
    byte[] login = RawWebSocket.text(account.authenticateText());
    assertThat(drip(connection, login, 10)).isEqualTo(10);
    assertThat(gateway.closed(Closed.LOGIN_TIMEOUT)).isOne();
    assertClosed(connection, 1008);
  }

  @Test
  void idleConnection_withoutLogin_isClosedAfter10Seconds() {
    EmbeddedClient connection = gateway.connect(HERE);
    connection.advance(Duration.ofMillis(9_999));
    assertThat(connection.received()).isEmpty();
    connection.advance(Duration.ofMillis(1));
    assertThat(gateway.closed(Closed.LOGIN_TIMEOUT)).isOne();
    assertClosed(connection, 1008);
  }

  /** Neither talk nor half a handshake nor a wrong proof buys time. */
  @Test
  void busyConnection_withoutLogin_isClosedAfter10SecondsAllTheSame() {
    EmbeddedClient connection = gateway.connect(HERE);
    for (int second = 0; second < 10; second++) {
      assertThat(isClosing()).isFalse();
      connection.send(RawWebSocket.text("{}"), RawWebSocket.frame(RawWebSocket.PING, new byte[0]));
      if (second < LoginLimits.WRONG_PROOFS_PER_CONNECTION - 1) {
        connection.sendText(Client.random().authenticateText());
      }
      connection.advance(SECOND);
    }
    assertThat(gateway.closed(Closed.LOGIN_TIMEOUT)).isOne();
    assertClosed(connection, 1008);
  }

  /** Who waits for us is not cut off; but it gets no second time. */
  @Test
  void loginThatTheStoreDecidesLate_isNotTooLate() {
    HeldStore store = new HeldStore();
    EmbeddedGateway slow =
        new EmbeddedGateway(
            store,
            new OnlineClients(),
            ClientOptions.defaults(),
            Clock.fixed(TestGateway.NOW, ZoneOffset.UTC));
    Client account = Client.random();
    TestGateway.register(store.direct(), account);
    EmbeddedClient honest = slow.connect(HERE);
    EmbeddedClient wrong = slow.connect(HERE);
    honest.sendText(account.authenticateText());
    wrong.sendText(Client.random().authenticateText());
    honest.advance(Duration.ofSeconds(60));
    wrong.advance(Duration.ofSeconds(60));
    store.releaseOne();
    store.releaseOne();
    assertThat(honest.receivedTexts()).hasSize(1);
    assertThat(slow.logins(Login.AUTHENTICATED)).isOne();
    assertClosed(wrong, 1008);
    assertThat(slow.closed(Closed.LOGIN_TIMEOUT)).isOne();
    honest.finish();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void slowLoris_frameByteByByteAfterLogin_isClosedAfter30Seconds(boolean afterOthers) {
    EmbeddedClient connection = gateway.login(gateway.registeredClient());
    if (afterOthers) {
      connection.sendText("a whole one");
      connection.received();
    }
    byte[] frame = RawWebSocket.frame(RawWebSocket.BINARY, new byte[2000]);
    assertThat(drip(connection, frame, 30)).isEqualTo(30);
    assertThat(gateway.closed(Closed.MESSAGE_TIMEOUT)).isOne();
    assertClosed(connection, 1008);
  }

  /** The shortest beginning, one in each part of a frame's head, and half of its content. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8, 500})
  void slowLoris_halfAFrameForEver_isClosedAfter30Seconds(int bytes) {
    EmbeddedClient connection = gateway.login(gateway.registeredClient());
    byte[] frame = RawWebSocket.frame(RawWebSocket.BINARY, new byte[1000]);
    connection.send(Arrays.copyOf(frame, bytes));
    connection.advance(Duration.ofMillis(29_999));
    assertThat(isClosing()).isFalse();
    connection.advance(Duration.ofMillis(1));
    assertThat(gateway.closed(Closed.MESSAGE_TIMEOUT)).isOne();
    assertClosed(connection, 1008);
  }

  /** Pings between the fragments are no end of the message. */
  @Test
  void slowLoris_messageOfOneFragmentASecond_isClosedAfter30Seconds() {
    EmbeddedClient connection = gateway.login(gateway.registeredClient());
    connection.send(RawWebSocket.frame(RawWebSocket.BINARY, new byte[] {1, 2, 3, 4}, new byte[1]));
    for (int second = 0; second < 30; second++) {
      assertThat(isClosing()).isFalse();
      connection.send(RawWebSocket.frame(RawWebSocket.PING, new byte[0]));
      connection.send(RawWebSocket.frame(0, new byte[] {1, 2, 3, 4}, new byte[1]));
      connection.advance(SECOND);
    }
    assertThat(gateway.closed(Closed.MESSAGE_TIMEOUT)).isOne();
    assertClosed(connection, 1008);
  }

  /** A slow client is no attacker: each of its messages has its own 30 seconds. */
  @Test
  void slowClient_whoseMessagesEnd_staysForEver() {
    EmbeddedClient connection = gateway.login(gateway.registeredClient());
    byte[] message = RawWebSocket.text("0123456789");
    for (int i = 0; i < 10; i++) {
      for (byte next : message) {
        connection.send(new byte[] {next});
        connection.advance(SECOND);
      }
      assertThat(connection.receivedTexts()).hasSize(1);
    }
    connection.advance(Duration.ofMinutes(2));
    assertThat(isClosing()).isFalse();
    connection.finish();
  }

  @ParameterizedTest
  @ValueSource(ints = {RawWebSocket.PING, RawWebSocket.PONG})
  void controlFrameFlood_isClosed(int opcode) {
    EmbeddedClient connection = gateway.login(gateway.registeredClient());
    byte[] frame = RawWebSocket.frame(opcode, new byte[5]);
    for (int i = 0; i < ControlFrames.RATE.burst(); i++) {
      connection.send(frame);
    }
    assertThat(gateway.closed(Closed.CONTROL_FRAMES)).isZero();
    connection.send(frame);
    assertThat(gateway.closed(Closed.CONTROL_FRAMES)).isOne();
    assertClosed(connection, 1008);
  }

  @ParameterizedTest
  @ValueSource(ints = {RawWebSocket.PING, RawWebSocket.PONG})
  void controlFrameFlood_byAStranger_isClosed(int opcode) {
    EmbeddedClient connection = gateway.connect(HERE);
    byte[] frame = RawWebSocket.frame(opcode, new byte[5]);
    for (int i = 0; i <= ControlFrames.RATE.burst(); i++) {
      connection.send(frame);
    }
    assertThat(gateway.closed(Closed.CONTROL_FRAMES)).isOne();
    assertClosed(connection, 1008);
  }

  @Test
  void controlFrames_atALiveablePace_areAnsweredForEver() {
    EmbeddedClient connection = gateway.login(gateway.registeredClient());
    for (int second = 0; second < 100; second++) {
      for (int i = 0; i < ControlFrames.RATE.tokens(); i++) {
        connection.send(RawWebSocket.frame(RawWebSocket.PING, new byte[0]));
      }
      assertThat(connection.received()).hasSize(ControlFrames.RATE.tokens());
      connection.advance(SECOND);
    }
    connection.finish();
  }

  @Test
  void tooManyFragments_areClosed() {
    EmbeddedClient connection = gateway.login(gateway.registeredClient());
    connection.send(RawWebSocket.frame(RawWebSocket.BINARY, new byte[] {1, 2, 3, 4}, new byte[0]));
    for (int i = 1; i < MessageAssembler.MAX_FRAGMENTS; i++) {
      connection.send(RawWebSocket.frame(0, new byte[] {1, 2, 3, 4}, new byte[0]));
    }
    assertThat(gateway.closed(Closed.TOO_MANY_FRAGMENTS)).isZero();
    connection.send(RawWebSocket.frame(0, new byte[] {1, 2, 3, 4}, new byte[0]));
    assertThat(gateway.closed(Closed.TOO_MANY_FRAGMENTS)).isOne();
    assertClosed(connection, 1008);
  }

  /**
   * Above its share a client is read more slowly, on any number of connections; nothing is lost.
   */
  @Test
  void packetsAboveAClientsShare_areReadLater_andNoneIsLost() {
    EmbeddedGateway limited =
        new EmbeddedGateway(
            ClientOptions.defaults()
                .withAdmission(
                    AdmissionLimits.defaults()
                        .withPackets(new Rate(1, Duration.ofMinutes(10), 5))));
    Client account = limited.registeredClient();
    Client other = limited.registeredClient();
    EmbeddedClient flooding = limited.login(account);
    byte[] packet = packet(account);
    for (int i = 0; i < 5; i++) {
      flooding.send(packet);
      assertThat(flooding.channel.config().isAutoRead()).isTrue();
    }
    flooding.send(packet);
    assertThat(flooding.channel.config().isAutoRead()).isFalse();
    assertThat(flooding.receivedTexts()).hasSize(6);
    assertThat(limited.forwarder.packets).hasSize(6);
    flooding.finish();

    EmbeddedClient again = limited.login(account);
    again.send(packet);
    assertThat(again.channel.config().isAutoRead()).as("its debt is still there").isFalse();
    EmbeddedClient neighbour = limited.login(other);
    neighbour.send(packet(other));
    assertThat(neighbour.channel.config().isAutoRead()).isTrue();
    again.advance(Duration.ofMinutes(20));
    assertThat(again.channel.config().isAutoRead()).isTrue();
    assertThat(again.receivedConfirming()).isNotEmpty();
    again.finish();
    assertThat(neighbour.received()).hasSize(1);
    neighbour.finish();
  }

  private static byte[] packet(Client client) {
    return RawWebSocket.frame(RawWebSocket.BINARY, client.sealedPacket());
  }
}
