package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.client.ClientMetrics.Closed;
import dev.postern.net.client.TestGateway.Client;
import dev.postern.net.delivery.OnlineClients;
import dev.postern.net.nym09.AuthenticationProof;
import dev.postern.net.nym09.ControlMessageCodec;
import dev.postern.sphinx.crypto.Base58;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.storage.GatewayStore;
import dev.postern.storage.MemoryStore;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways in for those who don't have a client's keys, or have only seen it log in. */
class LoginAttacksTest {
  private static final String YES = "{\"type\":\"authenticate\",\"status\":true}";
  private static final String NO = "{\"type\":\"authenticate\",\"status\":false}";
  private static final String DUPLICATE =
      "{\"type\":\"error\",\"message\":\"Authentication failure - duplicate connection"
          + " detected\"}";
  private static final int BLOCK = 16;

  private final GatewayStore store = new MemoryStore();
  private final OnlineClients online = new OnlineClients();
  private final Client victim = Client.random();

  LoginAttacksTest() {
    TestGateway.register(store, victim);
  }

  @Test
  void authenticate_replayedOnAnotherConnection_isRefused() {
    String recorded = victim.authenticateText();
    EmbeddedClient own = connect();
    assertThat(answers(own, recorded)).containsExactly(YES);

    EmbeddedClient attacker = connect();
    assertThat(answers(attacker, recorded)).as("while the victim is here").containsExactly(NO);
    assertThat(own.received()).as("nobody asks the victim's session").isEmpty();
    own.finish();
    EmbeddedClient later = connect();
    assertThat(answers(later, recorded)).as("when it has gone").containsExactly(NO);
    assertThat(logins(later, "repeated_iv")).isOne();
    assertThat(online.count()).isZero();
    attacker.finish();
    later.finish();
  }

  /** It was right and lost the place to nobody: whoever saw it must not have it either. */
  @Test
  void authenticate_replayedAfterItWasToldOfADuplicate_isRefused() {
    EmbeddedClient first = connect();
    assertThat(answers(first, victim.authenticateText())).containsExactly(YES);
    String recorded = victim.authenticateText();
    EmbeddedClient second = connect();
    second.sendText(recorded);
    first.receivedConfirming();
    assertThat(second.receivedTexts()).containsExactly(DUPLICATE);
    first.finish();
    second.finish();
    EmbeddedClient attacker = connect();
    assertThat(answers(attacker, recorded)).containsExactly(NO);
    attacker.finish();
  }

  /** The same iv is another client's to use. */
  @Test
  void authenticate_sameIvByAnotherClient_isAccepted() {
    Client other = Client.random();
    TestGateway.register(store, other);
    byte[] iv = randomIv();
    EmbeddedClient one = connect();
    EmbeddedClient another = connect();
    assertThat(answers(one, withIv(victim, iv))).containsExactly(YES);
    assertThat(answers(another, withIv(other, iv))).containsExactly(YES);
    one.finish();
    another.finish();
  }

  /**
   * What an observer of the socket can do who knows one message: here the first mix node, which has
   * seen the packet that the victim sent through us.
   */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2069})
  void authenticate_forgedFromRecoveredKeystream_isRefused(long counter) {
    byte[] packet = new byte[1 + 7 + 33_133];
    TestGateway.RANDOM.nextBytes(packet);
    ByteBuf frame = victim.codec().seal(ByteBufAllocator.DEFAULT, ByteBuffer.wrap(packet));
    byte[] keystream = xor(ByteBufUtil.getBytes(frame.skipBytes(32)), packet);
    frame.release();
    int offset = (int) counter * BLOCK;
    byte[] iv = ByteBuffer.allocate(BLOCK).putLong(8, counter).array();
    byte[] address = victim.address().toBytes();
    byte[] proof = xor(address, Arrays.copyOfRange(keystream, offset, offset + address.length));
    String forged =
        "{\"type\":\"authenticate\",\"address\":\"%s\",\"enc_address\":\"%s\",\"iv\":\"%s\"}"
            .formatted(victim.address().toBase58(), Base58.encode(proof), Base58.encode(iv));

    assertThat(forged).as("it is what the keys make").isEqualTo(withIv(victim, iv));
    EmbeddedClient attacker = connect();
    assertThat(answers(attacker, forged)).containsExactly(NO);
    assertThat(logins(attacker, "exposed_iv")).isOne();
    assertThat(online.count()).isZero();
    attacker.finish();
  }

  /** Right proofs under ivs in and just behind what the longest frame exposes. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2070, 2071, 2072, 65_535, 65_536, Long.MAX_VALUE, -1})
  void authenticate_forgedAtAnIvWhoseFirstHalfIsZero_isRefused(long counter) {
    EmbeddedClient attacker = connect();
    byte[] iv = ByteBuffer.allocate(BLOCK).putLong(8, counter).array();
    assertThat(answers(attacker, withIv(victim, iv))).containsExactly(NO);
    assertThat(logins(attacker, "exposed_iv")).isOne();
    attacker.finish();
  }

  @Test
  void authenticate_honestRandomIv_isAccepted() {
    for (int i = 0; i < 100; i++) {
      EmbeddedClient own = connect();
      assertThat(answers(own, victim.authenticateText())).containsExactly(YES);
      own.finish();
    }
    EmbeddedClient own = connect();
    byte[] smallest = ByteBuffer.allocate(BLOCK).put(7, (byte) 1).array();
    assertThat(answers(own, withIv(victim, smallest))).containsExactly(YES);
    own.finish();
  }

  /** All under one name, each on a connection of its own. */
  @Test
  void authenticate_stormOfAStranger_doesNotDelayTheVictim() {
    Client impostor = new Client(victim.address(), Client.random().keys());
    try (TestGateway gateway = gateway()) {
      for (int i = 0; i < 100; i++) {
        RawWebSocket stranger = gateway.connect();
        stranger.sendText(impostor.authenticateText());
        stranger.close();
      }
      try (RawWebSocket stranger = gateway.connect()) {
        // The storm has spent all that may fail under this name: this answer is a second late.
        stranger.sendText(impostor.authenticateText());
        try (RawWebSocket own = gateway.login(victim)) {
          own.expectNothingMore();
        }
        assertThat(stranger.readUnconfirming().text()).isIn(NO, DUPLICATE);
      }
    }
  }

  @Test
  void authenticate_stormOfAStranger_doesNotDisturbTheVictimsSession() {
    EmbeddedClient own = connect();
    assertThat(answers(own, victim.authenticateText())).containsExactly(YES);
    Client impostor = new Client(victim.address(), Client.random().keys());
    for (int i = 0; i < 50; i++) {
      EmbeddedClient stranger = connect();
      stranger.sendText(impostor.authenticateText());
      stranger.advance(Duration.ofSeconds(1));
      assertThat(stranger.receivedTexts()).containsExactly(DUPLICATE);
      stranger.finish();
    }
    assertThat(own.received()).isEmpty();
    assertThat(online.count()).isOne();
    own.finish();
  }

  @Test
  void authenticate_guessesOnOneConnection_areAnsweredLaterAndLater_thenNoMore() {
    EmbeddedClient attacker = connect();
    Client impostor = new Client(victim.address(), Client.random().keys());
    int[] pauses = {0, 250, 500, 1000, 1000, 1000, 1000};
    for (int pause : pauses) {
      attacker.sendText(impostor.authenticateText());
      if (pause > 0) {
        assertThat(attacker.received()).isEmpty();
        attacker.advance(Duration.ofMillis(pause - 1));
        assertThat(attacker.received()).isEmpty();
        attacker.advance(Duration.ofMillis(1));
      }
      assertThat(attacker.receivedTexts()).containsExactly(NO);
    }
    attacker.sendText(impostor.authenticateText());
    attacker.advance(Duration.ofSeconds(1));
    List<RawWebSocket.Frame> last = attacker.received();
    assertThat(last.get(0).text()).isEqualTo(NO);
    assertThat(last.get(1).closeStatus()).isEqualTo(1008);
    assertThat(attacker.closed(Closed.FAILED_LOGINS)).isOne();
    attacker.finish();
  }

  /** Its answer waits, and so does what comes behind it; then it is handled. */
  @Test
  void authenticate_rightProofBehindWrongOnes_isAcceptedInItsTurn() {
    EmbeddedClient own = connect();
    Client impostor = new Client(victim.address(), Client.random().keys());
    own.sendText(impostor.authenticateText());
    own.sendText(impostor.authenticateText());
    own.sendText(victim.authenticateText());
    assertThat(own.receivedTexts()).containsExactly(NO);
    own.advance(Duration.ofMillis(250));
    assertThat(own.receivedTexts()).containsExactly(NO, YES);
    own.finish();
  }

  @Test
  void authenticate_connectionThatEndsBeforeALateAnswer_leavesNothing() {
    EmbeddedClient attacker = connect();
    Client impostor = new Client(victim.address(), Client.random().keys());
    attacker.sendText(impostor.authenticateText());
    attacker.sendText(impostor.authenticateText());
    assertThat(attacker.receivedTexts()).containsExactly(NO);
    attacker.finish();
    attacker.advance(Duration.ofSeconds(1));
    assertThat(attacker.received()).isEmpty();
  }

  private TestGateway gateway() {
    return new TestGateway(
        IdentityPrivateKey.generate(TestGateway.RANDOM),
        () -> SphinxPrivateKey.generate(TestGateway.RANDOM),
        store,
        ClientOptions.defaults());
  }

  private EmbeddedClient connect() {
    return new EmbeddedClient(store, online, ClientOptions.defaults());
  }

  private static List<String> answers(EmbeddedClient connection, String text) {
    connection.sendText(text);
    return connection.receivedTexts();
  }

  private static double logins(EmbeddedClient connection, String reason) {
    return connection.meters.get("postern.clients.logins").tag("reason", reason).counter().count();
  }

  private static byte[] randomIv() {
    byte[] iv = new byte[BLOCK];
    TestGateway.RANDOM.nextBytes(iv);
    return iv;
  }

  /** What the client's own library would say, if its randomness gave that. */
  private static String withIv(Client client, byte[] iv) {
    SecureRandom thisOne =
        new SecureRandom() {
          @Override
          public void nextBytes(byte[] bytes) {
            System.arraycopy(iv, 0, bytes, 0, bytes.length);
          }
        };
    return ControlMessageCodec.write(
        AuthenticationProof.request(
            client.address(), client.keys(), TestGateway.ENGINE.newPrimitives(), thisOne));
  }

  private static byte[] xor(byte[] a, byte[] b) {
    byte[] both = a.clone();
    for (int i = 0; i < both.length; i++) {
      both[i] ^= b[i];
    }
    return both;
  }
}
