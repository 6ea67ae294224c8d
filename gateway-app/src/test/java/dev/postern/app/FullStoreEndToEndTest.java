package dev.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.app.demo.DemoClient;
import dev.postern.app.demo.DemoNetwork;
import dev.postern.app.demo.Letter;
import dev.postern.app.demo.LetterWriter;
import dev.postern.sphinx.PacketSize;
import dev.postern.storage.StoreLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway that may store nothing: who is here is served from memory, and the sender hears of it
 * when the receiver has confirmed it; for who isn't, the message is refused.
 */
@Timeout(120)
class FullStoreEndToEndTest {
  @TempDir private Path directory;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private DemoNetwork network;
  private LetterWriter letters;
  private HoldableWay bobsWay;

  @BeforeEach
  void startNetwork() throws IOException {
    GatewaySettings settings =
        DemoNetwork.settings().withLimits(StoreLimits.DEFAULT.withInboxQuota(0, 0));
    network =
        DemoNetwork.start(directory, builder -> builder.settings(settings).meterRegistry(meters));
    letters = network.letterWriter();
    bobsWay = HoldableWay.to(network.gateway().clientsAddress());
  }

  @AfterEach
  void stopNetwork() throws IOException {
    bobsWay.close();
    network.close();
  }

  @Test
  void message_whileReceiverIsOnline_isAcknowledgedOnceItsPongIsThere() {
    DemoClient alice = registered(network.newClient());
    DemoClient bob = registered(network.newClient(bobsWay.uri()));

    bobsWay.hold();
    Letter letter = sent(alice, bob, "held");
    assertThat(bob.receive()).isEqualTo(letter.content());
    // It is with bob, but his pong isn't here. An ack that had left already would overtake these
    // two, which take the same way with the same delays and begin it later.
    Letter other = sent(alice, alice, "meanwhile");
    assertThat(List.of(alice.receive(), alice.receive()))
        .containsExactlyInAnyOrder(other.content(), other.ack());
    assertThat(network.gateway().inboxUsage(bob.address()).messages()).isZero();

    bobsWay.release();
    assertThat(alice.receive()).isEqualTo(letter.ack());
  }

  @Test
  void messages_whileReceiverIsOnline_comeInOrder() {
    DemoClient alice = registered(network.newClient());
    DemoClient bob = registered(network.newClient());

    for (int i = 0; i < 20; i++) {
      Letter letter = sent(alice, bob, "no. " + i);
      assertThat(bob.receive()).isEqualTo(letter.content());
      assertThat(alice.receive()).isEqualTo(letter.ack());
    }
  }

  @Test
  void message_whileReceiverIsOffline_isRefusedAndCountedAndGetsNoAck() {
    DemoClient alice = registered(network.newClient());
    DemoClient bob = registered(network.newClient());
    bob.disconnect();

    Letter refused = sent(alice, bob, "for nobody here");
    Letter next = sent(alice, alice, "for me");

    // Both go the same way with the same delays, so an ack of the first would come before.
    assertThat(List.of(alice.receive(), alice.receive()))
        .containsExactlyInAnyOrder(next.content(), next.ack());
    assertThat(refusals("inbox_full")).isEqualTo(1);
    assertThat(network.gateway().inboxUsage(bob.address()).messages()).isZero();
    bob.authenticate();
    Letter now = sent(alice, bob, "for who is back");
    assertThat(bob.receive()).isEqualTo(now.content()).isNotEqualTo(refused.content());
    assertThat(alice.receive()).isEqualTo(now.ack());
  }

  /** What was only held is not safe: its sender, who got no ack, sends it again. */
  @Test
  void message_whoseReceiverVanishesBeforeItsPong_getsNoAck() throws Exception {
    DemoClient alice = registered(network.newClient());
    DemoClient bob = registered(network.newClient(bobsWay.uri()));

    bobsWay.hold();
    Letter lost = sent(alice, bob, "lost with him");
    assertThat(bob.receive()).isEqualTo(lost.content());
    assertThat(bob.drop()).isEmpty();
    bobsWay.cut();
    awaitOnline(1);

    bob.authenticate();
    Letter again = sent(alice, bob, "sent again");

    assertThat(bob.receive()).isEqualTo(again.content());
    assertThat(alice.receive()).isEqualTo(again.ack());
    assertThat(meters.get("postern.messages.held.let_go").counter().count()).isEqualTo(1);
  }

  private void awaitOnline(int clients) throws InterruptedException {
    while (meters.get("postern.clients.online").gauge().value() != clients) {
      Thread.sleep(5);
    }
  }

  private Letter sent(DemoClient sender, DemoClient receiver, String text) {
    Letter letter = letters.write(sender.address(), receiver.address(), PacketSize.REGULAR, text);
    sender.send(letter);
    return letter;
  }

  private double refusals(String reason) {
    return meters.get("postern.messages.refused").tag("reason", reason).counter().count();
  }

  private static DemoClient registered(DemoClient client) {
    client.register();
    return client;
  }
}
