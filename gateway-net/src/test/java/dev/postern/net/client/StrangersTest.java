package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.AdmissionLimits;
import dev.postern.net.TokenBucket.Rate;
import dev.postern.net.client.ClientMetrics.Closed;
import dev.postern.net.client.TestGateway.Client;
import dev.postern.net.delivery.OnlineClients;
import dev.postern.net.nym09.ClientHandshake;
import dev.postern.net.nym09.ControlMessageCodec;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a connection may do before anybody knows whose it is, and a little after. */
class StrangersTest {
  private static final byte[] MASK = {1, 2, 3, 4};
  private static final String YES = "{\"type\":\"authenticate\",\"status\":true}";
  private static final String NO = "{\"type\":\"authenticate\",\"status\":false}";
  private static final Duration TIME = ClientOptions.defaults().loginTimeout();
  private static final Duration MOMENT = Duration.ofNanos(1);

  private final HeldStore store = new HeldStore();
  private final OnlineClients online = new OnlineClients();
  private final Client account = Client.random();
  private final EmbeddedClient connection = connect(ClientOptions.defaults());

  StrangersTest() {
    TestGateway.register(store.direct(), account);
  }

  private EmbeddedClient connect(ClientOptions options) {
    return new EmbeddedClient(store, online, options);
  }

  @Test
  void idleConnection_isClosedWhenItsTimeIsOver() {
    connection.advance(TIME.minus(MOMENT));
    assertThat(connection.received()).isEmpty();
    connection.advance(MOMENT);
    expectEnd(Closed.LOGIN_TIMEOUT, 1008);
  }

  @Test
  void busyConnection_isClosedWhenItsTimeIsOver() {
    connection.advance(TIME.minus(MOMENT));
    connection.sendText(ControlMessageCodec.write(handshake().init()));
    connection.sendText("nonsense");
    connection.send(RawWebSocket.frame(RawWebSocket.PING, new byte[0]));
    assertThat(connection.received()).isNotEmpty();
    connection.advance(MOMENT);
    expectEnd(Closed.LOGIN_TIMEOUT, 1008);
  }

  @Test
  void loginThatTheStoreIsAskedAbout_isNotCutOff() {
    connection.advance(TIME.minus(MOMENT));
    connection.sendText(account.authenticateText());
    connection.advance(TIME);
    store.releaseOne();
    assertThat(connection.receivedTexts()).containsExactly(YES);
    connection.advance(TIME);
    assertThat(online.count()).isOne();
    connection.finish();
  }

  @Test
  void loginThatTheStoreIsAskedAbout_andThatFails_isCutOffThen() {
    connection.sendText(new Client(account.address(), Client.random().keys()).authenticateText());
    connection.advance(TIME);
    assertThat(connection.received()).isEmpty();
    store.releaseOne();
    List<RawWebSocket.Frame> last = connection.received();
    assertThat(last.get(0).text()).isEqualTo(NO);
    assertThat(last.get(1).closeStatus()).isEqualTo(1008);
    connection.finish();
  }

  /** Bytes come one by one: each is read, and there is never a message. */
  @Test
  void slowLoris_byteByByte_isClosedByStrangersTime_andByClientsTime() {
    byte[] frame = RawWebSocket.frame(RawWebSocket.BINARY, new byte[100]);
    connection.sendText(account.authenticateText());
    store.releaseOne();
    assertThat(connection.receivedTexts()).containsExactly(YES);
    for (int i = 0; i < 29; i++) {
      connection.send(new byte[] {frame[i]});
      connection.advance(Duration.ofSeconds(1));
    }
    assertThat(connection.received()).isEmpty();
    connection.send(new byte[] {frame[29]});
    connection.advance(Duration.ofSeconds(1));
    expectEnd(Closed.MESSAGE_TIMEOUT, 1008);
  }

  /** Pings between the fragments don't help. */
  @Test
  void slowLoris_fragmentByFragment_isClosed() {
    login();
    connection.send(RawWebSocket.frame(RawWebSocket.BINARY, MASK, new byte[1]));
    for (int i = 0; i < 29; i++) {
      connection.send(
          RawWebSocket.frame(RawWebSocket.PING, new byte[0]),
          RawWebSocket.frame(RawWebSocket.CONTINUATION, MASK, new byte[1]));
      connection.advance(Duration.ofSeconds(1));
      connection.received();
    }
    connection.advance(Duration.ofSeconds(1));
    expectEnd(Closed.MESSAGE_TIMEOUT, 1008);
  }

  @Test
  void messagesInManyReads_ofAClientThatIsSlow_areTaken() {
    login();
    byte[] frame = RawWebSocket.frame(RawWebSocket.BINARY, new byte[300]);
    for (int round = 0; round < 5; round++) {
      for (int at = 0; at < frame.length; at += 100) {
        connection.send(Arrays.copyOfRange(frame, at, Math.min(at + 100, frame.length)));
        connection.advance(Duration.ofSeconds(6));
      }
      assertThat(connection.receivedTexts()).hasSize(1);
    }
    connection.advance(Duration.ofMinutes(1));
    assertThat(online.count()).isOne();
    connection.finish();
  }

  /** Only the first read of it gets into memory; after a login it is read to its end. */
  @Test
  void frameTooLongForAStranger_isClosedBeforeItIsComplete() {
    byte[] frame = RawWebSocket.frame(RawWebSocket.BINARY, new byte[30_000]);
    connection.send(Arrays.copyOf(frame, 1000));
    assertThat(connection.received()).isEmpty();
    connection.send(Arrays.copyOfRange(frame, 1000, 2000));
    expectEnd(Closed.TOO_BIG, 1009);
  }

  @Test
  void frameTooLongForAStranger_inOneRead_isClosed() {
    connection.send(
        RawWebSocket.frame(RawWebSocket.BINARY, new byte[MessageAssembler.STRANGERS_BYTES + 1]));
    expectEnd(Closed.TOO_BIG, 1009);
  }

  @Test
  void longFrame_behindALoginThatIsDecided_isTaken() {
    byte[] frame = RawWebSocket.frame(RawWebSocket.BINARY, new byte[30_000]);
    connection.send(RawWebSocket.text(account.authenticateText()), Arrays.copyOf(frame, 20_000));
    connection.send(Arrays.copyOfRange(frame, 20_000, frame.length));
    store.releaseOne();
    assertThat(connection.receivedTexts())
        .containsExactly(YES, "{\"type\":\"error\",\"message\":\"provided MAC is invalid\"}");
    connection.finish();
  }

  @Test
  void floodOfPings_isClosed() {
    for (int i = 0; i < ControlFrames.RATE.burst(); i++) {
      connection.send(RawWebSocket.frame(RawWebSocket.PING, new byte[0]));
    }
    assertThat(connection.received()).hasSize(ControlFrames.RATE.burst());
    connection.send(RawWebSocket.frame(RawWebSocket.PING, new byte[0]));
    expectEnd(Closed.CONTROL_FRAMES, 1008);
  }

  @Test
  void floodOfPongsThatNobodyAskedFor_isClosed_beforeAndAfterLogin() {
    EmbeddedClient stranger = connect(ClientOptions.defaults());
    pongs(stranger);
    assertThat(stranger.closed(Closed.CONTROL_FRAMES)).isOne();
    stranger.received();
    stranger.finish();
    login();
    pongs(connection);
    expectEnd(Closed.CONTROL_FRAMES, 1008);
  }

  private static void pongs(EmbeddedClient client) {
    for (int i = 0; i <= ControlFrames.RATE.burst(); i++) {
      client.send(RawWebSocket.frame(RawWebSocket.PONG, new byte[8]));
    }
  }

  /** Pongs that we asked for are no flood, however many messages there are. */
  @Test
  void pongsThatWeAskedFor_areNoFlood() {
    login();
    store.releaseOne();
    for (int i = 0; i < 20 * ControlFrames.RATE.burst(); i++) {
      TestGateway.append(store.direct(), account, i);
    }
    online.find(account.address()).wake();
    for (int quiet = 0; quiet < 3; quiet++) {
      while (store.waiting() > 0) {
        store.releaseOne();
        quiet = 0;
      }
      connection.receivedConfirming();
    }
    assertThat(store.direct().inboxes().usage(account.address()).messages()).isZero();
    assertThat(online.count()).isOne();
    connection.finish();
  }

  @Test
  void packetsAboveAClientsShare_areReadLater_andNoneIsLost() {
    EmbeddedClient sender =
        connect(
            ClientOptions.defaults()
                .withAdmission(
                    AdmissionLimits.defaults()
                        .withPackets(new Rate(1, Duration.ofSeconds(10), 2))));
    sender.sendText(account.authenticateText());
    store.releaseOne();
    assertThat(sender.receivedTexts()).containsExactly(YES);
    byte[] request = new byte[1 + 7 + 2413];
    request[1] = 4;
    request[3] = 80;
    byte[] frame = RawWebSocket.frame(RawWebSocket.BINARY, sealed(request));
    sender.send(frame, frame, frame, frame, frame);
    assertThat(sender.forwarder.packets).as("the burst, and one on credit").hasSize(3);
    assertThat(sender.channel.config().isAutoRead()).isFalse();
    for (int tens = 0; sender.forwarder.packets.size() < 5; tens++) {
      assertThat(tens).isLessThan(20);
      sender.advance(Duration.ofSeconds(10));
      sender.receivedConfirming();
    }
    assertThat(sender.meters.get("postern.clients.requests.throttled").counter().count())
        .isGreaterThanOrEqualTo(2);
    sender.finish();
  }

  private void login() {
    connection.sendText(account.authenticateText());
    store.releaseOne();
    assertThat(connection.receivedTexts()).containsExactly(YES);
  }

  private byte[] sealed(byte[] plaintext) {
    ByteBuf frame = account.codec().seal(ByteBufAllocator.DEFAULT, ByteBuffer.wrap(plaintext));
    byte[] bytes = ByteBufUtil.getBytes(frame);
    frame.release();
    return bytes;
  }

  private ClientHandshake handshake() {
    return new ClientHandshake(
        IdentityPrivateKey.generate(TestGateway.RANDOM),
        SphinxPrivateKey.generate(TestGateway.RANDOM),
        connection.identity.publicKey(),
        TestGateway.ENGINE.newPrimitives());
  }

  private void expectEnd(Closed reason, int status) {
    assertThat(connection.closed(reason)).isOne();
    List<RawWebSocket.Frame> last = connection.received();
    assertThat(last.get(last.size() - 1).closeStatus()).isEqualTo(status);
    assertThat(online.count()).isZero();
    connection.finish();
  }
}
