package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.client.TestGateway.Client;
import dev.postern.net.delivery.OnlineClients;
import dev.postern.net.nym09.ClientHandshake;
import dev.postern.net.nym09.ControlMessageCodec;
import dev.postern.net.nym09.HandshakeMessage;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A session that has its place but isn't begun: its registration waits for the store. */
class RegistrationTakeoverTest {
  private static final String AUTHENTICATED = "{\"type\":\"authenticate\",\"status\":true}";
  private static final String REGISTERED = "{\"type\":\"register\",\"status\":true}";
  private static final String DONE = "{\"type\":\"handshakePayload\",\"data\":[1]}";
  private static final String DUPLICATE =
      "{\"type\":\"error\",\"message\":\"Authentication failure - duplicate connection"
          + " detected\"}";

  // Long, since only the test's own clock may decide.
  private static final ClientOptions OPTIONS =
      ClientOptions.defaults()
          .withTakeoverTimeout(Duration.ofHours(1))
          .withConfirmationTimeout(Duration.ofDays(1));

  private final HeldStore store = new HeldStore();
  private final OnlineClients online = new OnlineClients();
  private final IdentityPrivateKey identity = IdentityPrivateKey.generate(TestGateway.RANDOM);
  private final Client account =
      new Client(
          DestinationAddress.read(identity.publicKey().toBytes(), 0), Client.random().keys());
  private final EmbeddedClient registering = new EmbeddedClient(store, online, OPTIONS);
  private final EmbeddedClient newcomer = new EmbeddedClient(store, online, OPTIONS);

  /** The newcomer's proof was found right, the registration is with the store. */
  @BeforeEach
  void bothAreUnderWay() {
    TestGateway.register(store.direct(), account);
    newcomer.sendText(account.authenticateText());
    registering.sendText(ControlMessageCodec.write(handshakeUpToProof()));
    registering.channel.runPendingTasks();
    assertThat(online.count()).isOne();
    assertThat(store.waiting()).isEqualTo(2);
    store.releaseOne();
    assertThat(newcomer.received()).isEmpty();
  }

  @Test
  void clientThatAnswers_keepsItsPlace() {
    assertThat(registering.receivedConfirming()).as("was only asked").isEmpty();
    assertThat(newcomer.receivedTexts()).containsExactly(DUPLICATE);
    store.releaseOne();
    assertThat(registering.receivedTexts()).containsExactly(DONE, REGISTERED);
    finish();
  }

  @Test
  void clientThatIsSilent_isReplaced_howeverLongTheStoreTakes() {
    registering.channel.runPendingTasks();
    registering.advance(OPTIONS.takeoverTimeout());
    assertThat(newcomer.receivedTexts()).containsExactly(AUTHENTICATED);
    assertThat(registering.received())
        .extracting(RawWebSocket.Frame::opcode)
        .containsExactly(RawWebSocket.PING, RawWebSocket.CLOSE);
    store.releaseOne();
    assertThat(registering.received()).as("nothing behind the close frame").isEmpty();
    assertThat(online.count()).isOne();
    finish();
  }

  @Test
  void storeFails_theNewcomerGetsThePlaceAtOnce() {
    registering.channel.runPendingTasks();
    store.failOne();
    List<RawWebSocket.Frame> answers = registering.received();
    assertThat(answers).hasSize(3);
    assertThat(answers.get(1).text()).contains("storage is unavailable");
    assertThat(newcomer.receivedTexts()).containsExactly(AUTHENTICATED);
    finish();
  }

  @Test
  void connectionEnds_theNewcomerGetsThePlaceAtOnce() {
    registering.channel.runPendingTasks();
    registering.received();
    registering.finish();
    assertThat(newcomer.receivedTexts()).containsExactly(AUTHENTICATED);
    store.releaseOne();
    finish();
  }

  @Test
  void connectionIsClosing_theNewcomerGetsThePlaceAtOnce() {
    registering.channel.runPendingTasks();
    registering.send(RawWebSocket.frame(RawWebSocket.CLOSE, new byte[0]));
    assertThat(newcomer.receivedTexts()).containsExactly(AUTHENTICATED);
    store.releaseOne();
    registering.received();
    finish();
  }

  private HandshakeMessage handshakeUpToProof() {
    ClientHandshake handshake =
        new ClientHandshake(
            identity,
            SphinxPrivateKey.generate(TestGateway.RANDOM),
            registering.identity.publicKey(),
            TestGateway.ENGINE.newPrimitives());
    registering.sendText(ControlMessageCodec.write(handshake.init()));
    HandshakeMessage reply =
        (HandshakeMessage) ControlMessageCodec.readRequest(registering.receivedTexts().get(0));
    return ((ClientHandshake.Reply) handshake.receive(reply)).payload();
  }

  private void finish() {
    for (EmbeddedClient each : List.of(registering, newcomer)) {
      each.received();
      if (each.channel.isOpen()) {
        each.finish();
      }
    }
    assertThat(online.count()).isZero();
  }
}
