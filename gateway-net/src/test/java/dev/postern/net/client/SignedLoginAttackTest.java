package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.client.ClientMetrics.Closed;
import dev.postern.net.client.TestGateway.Client;
import dev.postern.net.nym09.SharedKeys;
import dev.postern.net.nym2025.GcmSivKey;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.storage.GatewayStore;
import dev.postern.storage.StoreException;
import dev.postern.storage.journal.JournalStore;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Signed logins by whoever isn't the client, and by clients whose clocks are wrong; over sockets.
 */
class SignedLoginAttackTest {
  private static final Instant NOW = TestGateway.NOW;
  private static final String AUTHENTICATED = ModernClient.authenticated(6);
  private static final String OLD =
      ModernClient.error(
          "the provided request timestamp is smaller or equal to one previously used");
  private static final String WRONG_SIGNATURE =
      ModernClient.error("failed to verify request signature");
  private static final String WRONG_CIPHERTEXT =
      ModernClient.error("failed to verify provided address ciphertext");

  private final TestGateway gateway = new TestGateway();
  private final ModernClient victim = ModernClient.registered(gateway.store);

  @AfterEach
  void close() {
    gateway.close();
  }

  private String answer(String text) {
    return answer(gateway, text);
  }

  /** On a connection of its own; a refused one ends. */
  private static String answer(TestGateway gateway, String text) {
    try (RawWebSocket socket = gateway.connect()) {
      socket.sendText(text);
      String answer = socket.read().text();
      if (answer.contains("\"error\"")) {
        socket.expectEnd();
      }
      return answer;
    }
  }

  private void assertAlive(RawWebSocket session) {
    session.send(RawWebSocket.frame(RawWebSocket.BINARY, victim.packet(2, 1)));
    assertThat(session.readUnconfirming().text()).isEqualTo(ModernClient.SENT);
  }

  @Test
  void login_replayedWhileItsSessionLives_isRefused_andTheSessionHearsNothing() {
    String seen = victim.login();
    try (RawWebSocket session = gateway.connect()) {
      session.sendText(seen);
      assertThat(session.read().text()).isEqualTo(AUTHENTICATED);
      assertThat(answer(seen)).isEqualTo(OLD);
      session.expectNothingMore();
      assertAlive(session);
    }
  }

  @Test
  void login_replayedAfterTheSessionEnded_isRefused_aFreshOneIsNot() {
    String seen = victim.login();
    assertThat(answer(seen)).isEqualTo(AUTHENTICATED);
    assertThat(answer(seen)).isEqualTo(OLD);
    assertThat(answer(victim.login())).isEqualTo(AUTHENTICATED);
    assertThat(answer(seen)).as("in a second in which two were accepted").isEqualTo(OLD);
  }

  @Test
  void login_replayedAfterARestart_isRefused_aFreshOneOfTheSameSecondIsNot(@TempDir Path directory)
      throws StoreException {
    String seen = victim.login();
    restarted(
        directory,
        first -> {
          victim.register(first.store);
          assertThat(answer(first, seen)).isEqualTo(AUTHENTICATED);
        });
    restarted(
        directory,
        second -> {
          assertThat(answer(second, seen)).isEqualTo(OLD);
          assertThat(answer(second, victim.login(6, NOW.minusSeconds(1)))).isEqualTo(OLD);
          assertThat(answer(second, victim.login())).isEqualTo(AUTHENTICATED);
        });
  }

  private interface Check {
    void run(TestGateway gateway);
  }

  private static void restarted(Path directory, Check check) throws StoreException {
    GatewayStore store = JournalStore.open(directory);
    try (TestGateway gateway =
        new TestGateway(
            IdentityPrivateKey.generate(TestGateway.RANDOM),
            () -> SphinxPrivateKey.generate(TestGateway.RANDOM),
            store,
            ClientOptions.defaults())) {
      check.run(gateway);
    }
  }

  /** A second after registration, and after a drop: a stock client that is refused stays away. */
  @Test
  void logins_ofOneSecond_areAllAccepted_ifEachIsSignedAnew() {
    for (int i = 0; i < 5; i++) {
      assertThat(answer(victim.login())).isEqualTo(AUTHENTICATED);
    }
  }

  @Test
  void login_sentOnManyConnectionsAtOnce_countsOnce() {
    String seen = victim.login();
    List<RawWebSocket> sockets = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      sockets.add(gateway.connect());
    }
    sockets.forEach(socket -> socket.sendText(seen));
    List<String> answers = sockets.stream().map(socket -> socket.read().text()).toList();
    assertThat(Collections.frequency(answers, AUTHENTICATED)).isOne();
    assertThat(Collections.frequency(answers, OLD)).isEqualTo(7);
    sockets.forEach(RawWebSocket::close);
  }

  /** One that was made before another and never arrived, say. */
  @Test
  void login_datedBeforeOneThatCounted_isRefused_thoughItIsNew() {
    String held = victim.login(6, NOW.minusSeconds(30));
    assertThat(answer(victim.login(6, NOW.minusSeconds(29)))).isEqualTo(AUTHENTICATED);
    assertThat(answer(held)).isEqualTo(OLD);
  }

  /** It counts against the client until then: a clock that was ahead can't be taken back. */
  @Test
  void login_datedAhead_isTaken_andThoseDatedBeforeItAreNotAnyMore() {
    assertThat(answer(victim.login(6, NOW.plusSeconds(120)))).isEqualTo(AUTHENTICATED);
    assertThat(answer(victim.login())).isEqualTo(OLD);
    assertThat(answer(victim.login(6, NOW.plusSeconds(120)))).isEqualTo(AUTHENTICATED);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1_000_000_000, -3600, -121, 121, 3600, 1_000_000_000})
  void login_datedFarFromOurClock_isRefused_andDoesNotCount(long seconds) {
    assertThat(answer(victim.login(6, NOW.plusSeconds(seconds)))).contains("excessively skewed");
    assertThat(answer(victim.login())).isEqualTo(AUTHENTICATED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775807", "9223372036854775808", "18446744073709551615"})
  void login_datedBeyondAllDates_isRefused(String timestamp) {
    String login = victim.login().replace("" + NOW.getEpochSecond(), timestamp);
    assertThat(answer(login)).contains("excessively skewed. got " + timestamp + " whilst");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1.5", "\"5\"", "null", "18446744073709551616"})
  void login_datedByNoNumber_isNoRequest(String timestamp) {
    String login = victim.login().replace("" + NOW.getEpochSecond(), timestamp);
    assertThat(answerOfThisGeneration(login))
        .isEqualTo(ModernClient.error("Only 'Register' or 'Authenticate' requests are allowed"));
  }

  private String answerOfThisGeneration(String text) {
    try (RawWebSocket socket = gateway.connect()) {
      socket.sendText(ModernClient.SUPPORTED_PROTOCOL);
      socket.read();
      socket.sendText(text);
      return socket.read().text();
    }
  }

  @Test
  void login_whoseNumberWasLoweredOnItsWay_isRefused() {
    String login = victim.login().replace("\"protocolVersion\":6", "\"protocolVersion\":4");
    assertThat(answer(login)).isEqualTo(WRONG_SIGNATURE);
    assertThat(answer(login.replace("\"protocolVersion\":4", "\"protocolVersion\":3")))
        .contains("incompatible protocol version. Ours is 6 and the client reports 3");
  }

  @Test
  void login_redatedOnItsWay_isRefused() {
    long second = NOW.getEpochSecond();
    String login = victim.login().replace("" + second, "" + (second + 1));
    assertThat(answer(login)).isEqualTo(WRONG_SIGNATURE);
  }

  /** s and s + l sign the same; were both taken, a login would count twice. */
  @Test
  void login_whoseSignatureWasWrittenOtherwise_isRefused() {
    String seen = victim.login();
    assertThat(answer(seen)).isEqualTo(AUTHENTICATED);
    assertThat(answer(withUnreducedSignature(seen))).isEqualTo(WRONG_SIGNATURE);
  }

  private static String withUnreducedSignature(String login) {
    Matcher array = Pattern.compile("\"requestSignature\":\\[([0-9,]+)]").matcher(login);
    assertThat(array.find()).isTrue();
    String[] numbers = array.group(1).split(",");
    BigInteger s = BigInteger.ZERO;
    for (int i = 63; i >= 32; i--) {
      s = s.shiftLeft(8).add(new BigInteger(numbers[i]));
    }
    BigInteger order =
        BigInteger.ONE.shiftLeft(252).add(new BigInteger("27742317777372353535851937790883648493"));
    s = s.add(order);
    for (int i = 32; i < 64; i++) {
      numbers[i] = s.shiftRight(8 * (i - 32)).and(BigInteger.valueOf(255)).toString();
    }
    return login.replace(array.group(1), String.join(",", numbers));
  }

  @Test
  void login_byAnotherIdentity_isRefused() {
    ModernClient thief = new ModernClient(ModernClient.random().identity(), victim.key());
    assertThat(answer(thief.login())).isEqualTo(ModernClient.error("the client is not registered"));
  }

  /** Somebody has the identity, and not the key: a copy of the wrong file. */
  @Test
  void login_underAnotherKey_isRefused_andDoesNotCount() {
    ModernClient thief = victim.withKey(ModernClient.random().key());
    assertThat(answer(thief.login(6, NOW.plusSeconds(100)))).isEqualTo(WRONG_CIPHERTEXT);
    assertThat(answer(victim.login())).isEqualTo(AUTHENTICATED);
  }

  @Test
  void login_madeUnderTheKeyBeforeTheLast_isRefused() {
    String held = victim.login(6, NOW.plusSeconds(5));
    try (RawWebSocket socket = gateway.connect()) {
      ModernClient.register(socket, gateway.identity.publicKey(), victim.identity(), 6);
    }
    assertThat(answer(held)).isEqualTo(WRONG_CIPHERTEXT);
  }

  /** Registration is no authentication: the login that follows it comes in the same second. */
  @Test
  void login_inTheSecondOfItsRegistration_isAccepted() {
    ModernClient client;
    try (RawWebSocket socket = gateway.connect()) {
      client =
          ModernClient.register(
              socket,
              gateway.identity.publicKey(),
              IdentityPrivateKey.generate(TestGateway.RANDOM),
              6);
    }
    assertThat(answer(client.login())).isEqualTo(AUTHENTICATED);
  }

  /** A stock client keeps its old connection only by mistake, and dies of a refusal. */
  @Test
  void login_whileAnotherSessionLives_replacesItAtOnce() {
    try (LivingClient first = new LivingClient(victim.login(gateway));
        RawWebSocket second = victim.login(gateway)) {
      assertThat(first.read().closeStatus()).isEqualTo(1008);
      assertAlive(second);
      assertThat(closed(Closed.REPLACED)).isOne();
    }
  }

  @Test
  void wrongLogins_neitherDisturbTheSession_norKeepTheClientOut() {
    try (RawWebSocket session = victim.login(gateway)) {
      for (int i = 0; i < 5; i++) {
        answer(victim.withKey(ModernClient.random().key()).login());
        answer(victim.login().replaceFirst("Signature\":\\[\\d+,", "Signature\":[7,"));
      }
      session.expectNothingMore();
      assertAlive(session);
    }
    assertThat(answer(victim.login())).isEqualTo(AUTHENTICATED);
  }

  /** What is stored of an older client is no GCM-SIV key, though its bytes might be one. */
  @Test
  void login_ofAClientWithOlderKeys_isRefused() {
    ModernClient client = ModernClient.random();
    byte[] key = new byte[32];
    TestGateway.register(gateway.store, new Client(client.address(), SharedKeys.fromBytes(key)));
    ModernClient sameBytes = client.withKey(GcmSivKey.fromBytes(key));
    assertThat(answer(sameBytes.login())).isEqualTo(WRONG_CIPHERTEXT);
  }

  /** Its client comes back within a second of its own clock. */
  @Test
  void sessions_thatAreDroppedAgainAndAgain_areBackEachTime() {
    for (int i = 0; i < 20; i++) {
      try (RawWebSocket session = victim.login(gateway)) {
        assertAlive(session);
      }
    }
    assertThat(
            gateway
                .meters
                .get("postern.clients.logins")
                .tag("reason", "authenticated")
                .counter()
                .count())
        .isEqualTo(20);
  }

  private double closed(Closed reason) {
    return gateway
        .meters
        .get("postern.clients.closed")
        .tag("reason", reason.name().toLowerCase(Locale.ROOT))
        .counter()
        .count();
  }
}
