package dev.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.app.demo.DemoClient;
import dev.postern.app.demo.DemoNetwork;
import dev.postern.app.demo.Letter;
import dev.postern.app.demo.LetterWriter;
import dev.postern.net.PacketMode;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.PacketSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients, three mix nodes and a gateway, over real sockets. */
@Timeout(120)
class GatewayEndToEndTest {
  @TempDir private Path directory;
  private DemoNetwork network;
  private LetterWriter letters;

  @BeforeEach
  void startNetwork() throws IOException {
    network = DemoNetwork.start(directory.resolve("store"));
    letters = network.letterWriter();
  }

  @AfterEach
  void stopNetwork() {
    network.close();
  }

  @Test
  void message_whileReceiverIsOffline_waitsAndComesAtLogin() {
    DemoClient alice = registered();
    DemoClient bob = registered();
    bob.disconnect();

    Letter letter = letters.write(alice.address(), bob.address(), PacketSize.REGULAR, "later");
    alice.send(letter);

    assertThat(alice.receive()).isEqualTo(letter.ack());
    assertThat(network.gateway().inboxUsage(bob.address()).messages()).isEqualTo(1);
    bob.authenticate();
    assertThat(bob.receive()).isEqualTo(letter.content());
  }

  @Test
  void message_whileReceiverIsOnline_comesAtOnceAndIsAcknowledged() {
    DemoClient alice = registered();
    DemoClient bob = registered();

    Letter letter = letters.write(alice.address(), bob.address(), PacketSize.REGULAR, "now");
    alice.send(letter);

    assertThat(bob.receive()).isEqualTo(letter.content());
    assertThat(alice.receive()).isEqualTo(letter.ack());
  }

  @Test
  void extendedPacket_comesWhole() {
    DemoClient alice = registered();
    DemoClient bob = registered();

    Letter letter = letters.write(alice.address(), bob.address(), PacketSize.EXTENDED_32, "long");
    alice.send(letter);

    assertThat(bob.receive()).isEqualTo(letter.content()).hasSize(32363);
    assertThat(alice.receive()).isEqualTo(letter.ack());
  }

  @Test
  void packet_repeatedInAnyMode_comesOnce() {
    DemoClient alice = registered();
    DemoClient bob = registered();

    for (PacketMode first : PacketMode.values()) {
      Letter letter = letters.write(alice.address(), bob.address(), PacketSize.REGULAR, "once");
      alice.send(letter, first);
      assertThat(bob.receive()).isEqualTo(letter.content());
      assertThat(alice.receive()).isEqualTo(letter.ack());
      alice.send(letter, PacketMode.VPN);
      alice.send(letter, PacketMode.MIX);
    }
    Letter last = letters.write(alice.address(), bob.address(), PacketSize.REGULAR, "the last");
    alice.send(last);

    assertThat(bob.receive()).isEqualTo(last.content());
    assertThat(alice.receive()).isEqualTo(last.ack());
  }

  @Test
  void manyMessages_toSeveralClients_comeToEachInOrder() {
    DemoClient alice = registered();
    List<DemoClient> receivers = List.of(registered(), registered(), registered());
    receivers.get(0).disconnect();
    List<List<Letter>> sent = new ArrayList<>();
    receivers.forEach(receiver -> sent.add(new ArrayList<>()));

    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < receivers.size(); i++) {
        Letter letter =
            letters.write(
                alice.address(), receivers.get(i).address(), PacketSize.REGULAR, "no. " + round);
        alice.send(letter);
        sent.get(i).add(letter);
        // One on its way at a time: mixes are free to change the order.
        assertThat(alice.receive()).isEqualTo(letter.ack());
      }
    }
    receivers.get(0).authenticate();

    for (int i = 0; i < receivers.size(); i++) {
      for (Letter letter : sent.get(i)) {
        assertThat(receivers.get(i).receive()).isEqualTo(letter.content());
      }
    }
  }

  @Test
  void restart_betweenStoringAndLogin_changesNothing() throws IOException {
    DemoClient alice = registered();
    DemoClient bob = registered();
    bob.disconnect();
    Letter letter = letters.write(alice.address(), bob.address(), PacketSize.REGULAR, "kept");
    alice.send(letter);
    assertThat(alice.receive()).isEqualTo(letter.ack());
    alice.disconnect();

    network.restartGateway();

    bob.authenticate();
    assertThat(bob.receive()).isEqualTo(letter.content());
    alice.authenticate();
    Letter answer = letters.write(bob.address(), alice.address(), PacketSize.REGULAR, "thanks");
    bob.send(answer);
    assertThat(alice.receive()).isEqualTo(answer.content());
    assertThat(bob.receive()).isEqualTo(answer.ack());
  }

  @Test
  void message_forNobody_isDroppedWithoutAck() {
    DemoClient alice = registered();
    DestinationAddress nobody = DestinationAddress.read(new byte[32], 0);

    alice.send(letters.write(alice.address(), nobody, PacketSize.REGULAR, "anyone?"));
    Letter next = letters.write(alice.address(), alice.address(), PacketSize.REGULAR, "me");
    alice.send(next);

    // Both go the same way with the same delays, so an ack of the first would come before.
    assertThat(List.of(alice.receive(), alice.receive()))
        .containsExactlyInAnyOrder(next.content(), next.ack());
    assertThat(network.gateway().inboxUsage(nobody).messages()).isZero();
  }

  @Test
  void twoGateways_inOneJvm_dontMeet() throws IOException {
    try (DemoNetwork other = DemoNetwork.start(directory.resolve("other-store"))) {
      DemoClient here = registered();
      DemoClient there = other.newClient();
      there.register();

      here.send(letters.write(here.address(), there.address(), PacketSize.REGULAR, "not here"));
      Letter letter =
          other.letterWriter().write(there.address(), there.address(), PacketSize.REGULAR, "here");
      there.send(letter);

      assertThat(List.of(there.receive(), there.receive()))
          .containsExactlyInAnyOrder(letter.content(), letter.ack());
    }
  }

  private DemoClient registered() {
    DemoClient client = network.newClient();
    client.register();
    return client;
  }
}
