package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.SecretBytes;
import dev.postern.net.client.TestGateway.Client;
import dev.postern.net.delivery.ClientSession;
import dev.postern.net.delivery.OnlineClients;
import dev.postern.net.nym09.ClientHandshake;
import dev.postern.net.nym09.ControlMessageCodec;
import dev.postern.net.nym09.HandshakeMessage;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.storage.Registration;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Login with a store that takes its time. */
class LoginHandlerTest {
  private static final String AUTHENTICATED = "{\"type\":\"authenticate\",\"status\":true}";
  private static final String REGISTERED = "{\"type\":\"register\",\"status\":true}";
  private static final String DONE = "{\"type\":\"handshakePayload\",\"data\":[1]}";
  private static final String MALFORMED = "{\"type\":\"error\",\"message\":\"malformed request\"}";
  private static final String DUPLICATE_AUTHENTICATION =
      "{\"type\":\"error\",\"message\":\"Authentication failure - duplicate connection"
          + " detected\"}";
  private static final ClientSession ELSEWHERE =
      new ClientSession() {
        @Override
        public void wake() {}

        @Override
        public boolean pushAck(byte[] source, int offset, int length) {
          return false;
        }

        @Override
        public CompletableFuture<Boolean> probe(Duration patience) {
          return CompletableFuture.completedFuture(true);
        }

        @Override
        public CompletableFuture<Boolean> makeWay() {
          throw new AssertionError("nobody may be displaced by an undated proof");
        }
      };

  private final HeldStore store = new HeldStore();
  private final OnlineClients online = new OnlineClients();
  private final EmbeddedClient connection =
      new EmbeddedClient(store, online, ClientOptions.defaults());
  private final Client account = Client.random();

  @Test
  void authenticate_storeIsSlow_messagesBehindItWaitInOrder() {
    TestGateway.register(store.direct(), account);
    connection.send(
        RawWebSocket.text("before"),
        RawWebSocket.text(account.authenticateText()),
        RawWebSocket.text("after"),
        RawWebSocket.frame(RawWebSocket.BINARY, new byte[31]));
    assertThat(connection.receivedTexts()).containsExactly(MALFORMED);

    store.releaseOne();
    assertThat(connection.receivedTexts())
        .containsExactly(
            AUTHENTICATED,
            "{\"type\":\"error\",\"message\":\"invalid request\"}",
            "{\"type\":\"error\",\"message\":\"the request is too short\"}");
    connection.finish();
  }

  /** Found by fuzzing: nothing may follow a close frame (RFC 6455 §5.5.1). */
  @Test
  void close_whileALoginIsDecided_isOurLastWord_andNobodyIsLoggedIn() {
    TestGateway.register(store.direct(), account);
    ChannelHandler fullSocket =
        new ChannelOutboundHandlerAdapter() {
          @Override
          public void flush(ChannelHandlerContext context) {} // else it closes with the frame
        };
    connection.channel.pipeline().addFirst(fullSocket);
    connection.send(
        RawWebSocket.text(account.authenticateText()),
        RawWebSocket.frame(RawWebSocket.CLOSE, new byte[0]));
    store.releaseOne();
    connection.channel.runPendingTasks();
    assertThat(online.find(account.address())).isNull();

    connection.channel.pipeline().remove(fullSocket);
    connection.channel.flush();
    assertThat(connection.received())
        .extracting(RawWebSocket.Frame::opcode)
        .containsExactly(RawWebSocket.CLOSE);
    connection.finish();
  }

  @Test
  void authenticate_answerComesBeforeTheInboxIsRead() {
    TestGateway.register(store.direct(), account);
    TestGateway.append(store.direct(), account, 1);
    connection.sendText(account.authenticateText());
    store.releaseOne();
    assertThat(connection.receivedTexts()).containsExactly(AUTHENTICATED);
    assertThat(store.waiting()).as("the read of the inbox").isOne();

    store.releaseOne();
    assertThat(connection.received().get(0).opcode()).isEqualTo(RawWebSocket.BINARY);
    connection.finish();
  }

  @Test
  void authenticate_muchBehindIt_isReadUpToABound() {
    TestGateway.register(store.direct(), account);
    connection.sendText(account.authenticateText());
    byte[] packet = RawWebSocket.frame(RawWebSocket.BINARY, new byte[31]);
    for (int i = 0; i < LoginQueue.MAX_MESSAGES; i++) {
      assertThat(connection.channel.config().isAutoRead()).isTrue();
      connection.send(packet);
    }
    assertThat(connection.channel.config().isAutoRead()).isFalse();
    connection.send(packet);
    assertThat(connection.received()).isEmpty();

    store.releaseOne();
    assertThat(connection.receivedTexts())
        .hasSize(1 + LoginQueue.MAX_MESSAGES + 1)
        .startsWith(AUTHENTICATED);
    assertThat(connection.channel.config().isAutoRead()).isTrue();
    connection.finish();
  }

  @Test
  void authenticate_fewButLongMessagesBehindIt_areReadUpToABound() {
    TestGateway.register(store.direct(), account);
    connection.sendText(account.authenticateText());
    byte[] packet = RawWebSocket.frame(RawWebSocket.BINARY, new byte[LoginQueue.MAX_BYTES / 2]);
    connection.send(packet);
    assertThat(connection.channel.config().isAutoRead()).isTrue();
    connection.send(packet);
    assertThat(connection.channel.config().isAutoRead()).isFalse();
    store.releaseOne();
    assertThat(connection.receivedTexts()).hasSize(3);
    connection.finish();
  }

  @Test
  void authenticate_loserOfARace_isToldOfTheDuplicate() {
    TestGateway.register(store.direct(), account);
    EmbeddedClient other = new EmbeddedClient(store, online, ClientOptions.defaults());
    connection.sendText(account.authenticateText());
    other.sendText(account.authenticateText());
    store.releaseOne();
    assertThat(connection.receivedTexts()).containsExactly(AUTHENTICATED);
    // The other one lost the race after its proof was found right.
    store.releaseOne(); // the read of the first one's inbox
    store.releaseOne();
    assertThat(other.received()).isEmpty();
    assertThat(connection.receivedConfirming()).as("was only asked whether it lives").isEmpty();
    assertThat(other.receivedTexts()).containsExactly(DUPLICATE_AUTHENTICATION);
    other.finish();
    assertThat(online.count()).isOne();
    connection.finish();
    assertThat(online.count()).isZero();
  }

  @Test
  void authenticate_storeFails_isAnsweredAndMayBeTriedAgain() {
    TestGateway.register(store.direct(), account);
    connection.sendText(account.authenticateText());
    store.failOne();
    assertThat(connection.receivedTexts())
        .containsExactly(
            "{\"type\":\"error\",\"message\":\"Authentication failure - the gateway's storage is"
                + " unavailable\"}");
    connection.sendText(account.authenticateText());
    store.releaseOne();
    assertThat(connection.receivedTexts()).containsExactly(AUTHENTICATED);
    connection.finish();
  }

  @Test
  void authenticate_connectionEndsMeanwhile_nobodyIsOnline() {
    TestGateway.register(store.direct(), account);
    connection.sendText(account.authenticateText());
    connection.finish();
    store.releaseOne();
    connection.channel.runPendingTasks();
    assertThat(online.count()).isZero();
  }

  @Test
  void authenticate_noteOfUse_isKept() {
    TestGateway.register(store.direct(), account);
    connection.sendText(account.authenticateText());
    store.releaseOne();
    assertThat(connection.receivedTexts()).containsExactly(AUTHENTICATED);
    assertThat(store.direct().clients().find(account.address()).join().orElseThrow().lastUsed())
        .isEqualTo(TestGateway.NOW);
    connection.finish();
  }

  @Test
  void register_isDurableBeforeTheClientMayKeepItsKeys() {
    HandshakeMessage proof = handshakeUpToProof(IdentityPrivateKey.generate(TestGateway.RANDOM));
    connection.sendText(ControlMessageCodec.write(proof));
    assertThat(connection.received()).isEmpty();
    store.releaseOne();
    assertThat(connection.receivedTexts()).containsExactly(DONE, REGISTERED);
    connection.finish();
  }

  @Test
  void register_inboxFollowsTheAnswers() {
    IdentityPrivateKey identity = IdentityPrivateKey.generate(TestGateway.RANDOM);
    Client before = new Client(address(identity), account.keys());
    TestGateway.register(store.direct(), before);
    TestGateway.append(store.direct(), before, 1);
    connection.sendText(ControlMessageCodec.write(handshakeUpToProof(identity)));
    // A message comes while the registration is on its way to the disk.
    TestGateway.append(store.direct(), before, 2);
    online.find(before.address()).wake();
    assertThat(online.find(before.address()).pushAck(new byte[21], 0, 21)).isFalse();
    assertThat(connection.received()).isEmpty();
    store.releaseOne();
    assertThat(connection.receivedTexts()).containsExactly(DONE, REGISTERED);
    store.releaseOne();
    assertThat(connection.received()).extracting(RawWebSocket.Frame::opcode).startsWith(2, 2);
    connection.finish();
  }

  /** Whoever lost the keys proves the identity again; the old keys are worth nothing then. */
  @Test
  void register_again_replacesTheKeys_andKeepsTheInbox() {
    IdentityPrivateKey identity = IdentityPrivateKey.generate(TestGateway.RANDOM);
    Client before = new Client(address(identity), account.keys());
    TestGateway.register(store.direct(), before);
    TestGateway.append(store.direct(), before, 7);
    connection.sendText(ControlMessageCodec.write(handshakeUpToProof(identity)));
    store.releaseOne();
    assertThat(connection.receivedTexts()).containsExactly(DONE, REGISTERED);
    assertThat(store.direct().inboxes().usage(before.address()).messages()).isOne();
    connection.finish();

    EmbeddedClient old = new EmbeddedClient(store, online, ClientOptions.defaults());
    store.releaseOne(); // the read of the session that has ended
    old.sendText(before.authenticateText());
    store.releaseOne();
    assertThat(old.receivedTexts()).containsExactly("{\"type\":\"authenticate\",\"status\":false}");
    old.finish();
  }

  @Test
  void register_storeFails_clientKeepsNothingAndMayTryAgain() {
    IdentityPrivateKey identity = IdentityPrivateKey.generate(TestGateway.RANDOM);
    connection.sendText(ControlMessageCodec.write(handshakeUpToProof(identity)));
    store.failOne();
    assertThat(connection.receivedTexts())
        .containsExactly(
            "{\"type\":\"handshakeError\",\"message\":\"the gateway's storage is unavailable\"}",
            "{\"type\":\"error\",\"message\":\"failed to perform the handshake - the gateway's"
                + " storage is unavailable\"}");
    assertThat(online.count()).isZero();
    connection.sendText(ControlMessageCodec.write(handshakeUpToProof(identity)));
    store.releaseOne();
    assertThat(connection.receivedTexts()).containsExactly(DONE, REGISTERED);
    connection.finish();
  }

  @Test
  void register_whileConnected_storesNothing() {
    IdentityPrivateKey identity = IdentityPrivateKey.generate(TestGateway.RANDOM);
    online.join(address(identity), ELSEWHERE);
    connection.sendText(ControlMessageCodec.write(handshakeUpToProof(identity)));
    assertThat(connection.receivedTexts())
        .containsExactly(
            "{\"type\":\"handshakeError\",\"message\":\"duplicate connection detected\"}",
            "{\"type\":\"error\",\"message\":\"Registration failure - duplicate connection"
                + " detected\"}");
    assertThat(store.waiting()).isZero();
    assertThat(store.direct().clients().count()).isZero();
    connection.finish();
    assertThat(online.find(address(identity))).isSameAs(ELSEWHERE);
  }

  @Test
  void brokenKeysInTheStore_closeTheConnection() {
    Client broken = Client.random();
    store
        .direct()
        .clients()
        .register(
            new Registration(
                broken.address(), SecretBytes.randomBytes(7), TestGateway.NOW, TestGateway.NOW))
        .join();
    connection.sendText(broken.authenticateText());
    store.releaseOne();
    List<RawWebSocket.Frame> last = connection.received();
    assertThat(last).hasSize(1);
    assertThat(last.get(0).closeStatus()).isEqualTo(1011);
    connection.finish();
  }

  private static DestinationAddress address(IdentityPrivateKey identity) {
    return DestinationAddress.read(identity.publicKey().toBytes(), 0);
  }

  private HandshakeMessage handshakeUpToProof(IdentityPrivateKey identity) {
    ClientHandshake handshake =
        new ClientHandshake(
            identity,
            SphinxPrivateKey.generate(TestGateway.RANDOM),
            connection.identity.publicKey(),
            TestGateway.ENGINE.newPrimitives());
    connection.sendText(ControlMessageCodec.write(handshake.init()));
    HandshakeMessage reply =
        (HandshakeMessage) ControlMessageCodec.readRequest(connection.receivedTexts().get(0));
    return ((ClientHandshake.Reply) handshake.receive(reply)).payload();
  }
}
