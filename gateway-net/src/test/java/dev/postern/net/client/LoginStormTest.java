package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.client.ClientMetrics.Closed;
import dev.postern.net.client.TestGateway.Client;
import dev.postern.net.delivery.ClientSession;
import dev.postern.net.wire.LoginFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Wrong proofs under a client's name, in numbers: they wait, and the client doesn't. */
class LoginStormTest {
  private static final String AUTHENTICATED = "{\"type\":\"authenticate\",\"status\":true}";
  private static final String NOT_AUTHENTICATED = "{\"type\":\"authenticate\",\"status\":false}";
  private static final String MALFORMED = "{\"type\":\"error\",\"message\":\"malformed request\"}";
  private static final int MORE_THAN_ARE_ANSWERED_AT_ONCE =
      2 * LoginLimits.WRONG_PROOFS.burst() + 1;

  private final EmbeddedGateway gateway = new EmbeddedGateway(ClientOptions.defaults());
  private final Client victim = gateway.registeredClient();

  private String wrongProof() {
    return new Client(victim.address(), Client.random().keys()).authenticateText();
  }

  @Test
  void wrongProofs_areAnsweredLaterAndLater_andTheEighthIsTheLast() {
    EmbeddedClient connection = gateway.connect("203.0.113.1");
    int[] pauses = {0, 250, 500, 1000, 1000, 1000, 1000, 1000};
    for (int pause : pauses) {
      connection.sendText(wrongProof());
      if (pause > 0) {
        connection.advance(Duration.ofMillis(pause - 1));
        assertThat(connection.received()).isEmpty();
        connection.advance(Duration.ofMillis(1));
      }
      assertThat(connection.received().get(0).text()).isEqualTo(NOT_AUTHENTICATED);
    }
    assertThat(gateway.closed(Closed.FAILED_LOGINS)).isOne();
    connection.advance(Duration.ofMillis(Farewell.PATIENCE_MILLIS));
    assertThat(connection.channel.isOpen()).isFalse();
    connection.finish();
  }

  @Test
  void wrongProof_whatIsBehindItWaitsForItsAnswer() {
    EmbeddedClient connection = gateway.connect("203.0.113.1");
    connection.sendText(wrongProof());
    connection.send(RawWebSocket.text(wrongProof()), RawWebSocket.text("behind it"));
    assertThat(connection.receivedTexts()).containsExactly(NOT_AUTHENTICATED);
    connection.advance(Duration.ofMillis(250));
    assertThat(connection.receivedTexts()).containsExactly(NOT_AUTHENTICATED, MALFORMED);
    connection.finish();
  }

  @Test
  void wrongProof_connectionEndsWhileItsAnswerIsPaused_leavesNothing() {
    EmbeddedClient connection = gateway.connect("203.0.113.1");
    connection.send(RawWebSocket.text(wrongProof()), RawWebSocket.text(wrongProof()));
    assertThat(connection.receivedTexts()).containsExactly(NOT_AUTHENTICATED);
    connection.send(RawWebSocket.frame(RawWebSocket.CLOSE, new byte[0]));
    connection.advance(Duration.ofSeconds(1));
    assertThat(connection.received()).hasToString("[8:]");
    connection.finish();
  }

  /** Of a session elsewhere the stranger learns what the reference says, and that one nothing. */
  @Test
  void loginStorm_byStrangersFromManySources_doesNotDisturbTheVictimsSession() {
    EmbeddedClient session = gateway.login(victim);
    ClientSession before = gateway.online.find(victim.address());
    List<EmbeddedClient> strangers = storm();
    assertThat(session.received()).isEmpty();
    assertThat(gateway.online.find(victim.address())).isSameAs(before);
    TestGateway.append(gateway.store, victim, 1);
    before.wake();
    assertThat(TestGateway.number(victim.open(session.receivedConfirming().get(0).binary())))
        .isOne();
    leave(strangers);
    session.finish();
  }

  /** Time stands still, so no answer can have been late. */
  @Test
  void loginStorm_byStrangersFromManySources_doesNotDelayTheVictim() {
    List<EmbeddedClient> strangers = storm();
    assertThat(strangers.get(strangers.size() - 1).received()).as("a late answer").isEmpty();
    EmbeddedClient connection = gateway.connect("203.0.113.1");
    connection.sendText(victim.authenticateText());
    assertThat(connection.receivedTexts()).containsExactly(AUTHENTICATED);
    leave(strangers);
    connection.finish();
  }

  /** Not even if it has failed itself, behind the same address. */
  @Test
  void loginStorm_fromTheVictimsOwnAddress_doesNotDelayTheVictim() {
    List<EmbeddedClient> strangers = new ArrayList<>();
    for (int i = 0; i < MORE_THAN_ARE_ANSWERED_AT_ONCE; i++) {
      EmbeddedClient stranger = gateway.connect("203.0.113.1");
      stranger.sendText(Client.random().authenticateText());
      strangers.add(stranger);
    }
    EmbeddedClient last = strangers.get(strangers.size() - 1);
    assertThat(last.received()).isEmpty();
    last.advance(Duration.ofSeconds(1));
    assertThat(last.received().get(0).text()).isEqualTo(NOT_AUTHENTICATED);
    assertThat(gateway.closed(Closed.FAILED_LOGINS)).as("a source above its share").isOne();

    EmbeddedClient connection = gateway.connect("203.0.113.1");
    connection.sendText(wrongProof());
    connection.advance(Duration.ofSeconds(1));
    connection.received();
    EmbeddedClient another = gateway.connect("203.0.113.1");
    another.sendText(victim.authenticateText());
    assertThat(another.receivedTexts()).containsExactly(AUTHENTICATED);
    another.finish();
    connection.finish();
    leave(strangers);
  }

  private static void leave(List<EmbeddedClient> strangers) {
    for (EmbeddedClient stranger : strangers) {
      stranger.received();
      stranger.finish();
    }
  }

  private List<EmbeddedClient> storm() {
    List<EmbeddedClient> strangers = new ArrayList<>();
    for (int i = 0; i < MORE_THAN_ARE_ANSWERED_AT_ONCE; i++) {
      EmbeddedClient stranger = gateway.connect("198.51." + i + ".1");
      stranger.sendText(wrongProof());
      strangers.add(stranger);
      stranger.channel.runPendingTasks();
    }
    assertThat(gateway.logins(LoginFault.WRONG_PROOF_OR_UNKNOWN)).isEqualTo(strangers.size());
    return strangers;
  }
}
