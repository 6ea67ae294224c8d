package dev.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.app.demo.DemoClient;
import dev.postern.app.demo.DemoNetwork;
import dev.postern.app.demo.Letter;
import dev.postern.app.demo.LetterWriter;
import dev.postern.app.directory.Announcement;
import dev.postern.app.directory.Directory;
import dev.postern.net.PacketMode;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.RouteHop;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients that have switched mix hops off: the route of their packets and acks is the gateway
 * alone. With every default on, so nothing on loopback may be connected to.
 */
class SingleHopEndToEndTest {
  private static final String ANNOUNCED = "192.0.2.7:1789";

  @TempDir private Path directory;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private DemoNetwork network;

  private enum Way {
    BOUND,
    ANNOUNCED
  }

  @BeforeEach
  void startGateway() throws IOException {
    SecureRandom random = new SecureRandom();
    Announcement announcement =
        new Announcement(
            ANNOUNCED,
            IdentityPrivateKey.generate(random).publicKey(),
            SphinxPrivateKey.generate(random).publicKey(),
            "0.9.0",
            "unknown",
            "",
            "ws://192.0.2.7:9000");
    network =
        DemoNetwork.start(
            directory,
            builder ->
                builder
                    .settings(GatewaySettings.defaults())
                    .meterRegistry(meters)
                    .announcement(announcement)
                    .directory(Directory.none()));
  }

  @AfterEach
  void stop() {
    network.close();
  }

  private LetterWriter writer(Way way) {
    NodeAddress address =
        NodeAddress.of(
            way == Way.BOUND
                ? network.gateway().mixnetAddress()
                : new InetSocketAddress("192.0.2.7", 1789));
    return new LetterWriter(
        CryptoEngine.best(),
        new SecureRandom(),
        List.of(new RouteHop(address, network.gateway().sphinxKey(), Duration.ZERO)));
  }

  private DemoClient registered() {
    DemoClient client = network.newClient();
    client.register();
    return client;
  }

  @ParameterizedTest
  @EnumSource
  void message_comesAndIsAcknowledged_withoutAConnection(Way way) throws InterruptedException {
    DemoClient alice = registered();
    DemoClient bob = registered();
    LetterWriter letters = writer(way);
    if (way == Way.ANNOUNCED) {
      awaitAnnouncedIsKnown(alice);
    }
    double acksBefore = received("ack");

    for (PacketSize size : List.of(PacketSize.REGULAR, PacketSize.EXTENDED_32)) {
      Letter letter = letters.write(alice.address(), bob.address(), size, "inside");
      alice.send(letter);
      assertThat(bob.receive()).isEqualTo(letter.content());
      assertThat(alice.receive()).isEqualTo(letter.ack());
    }

    assertThat(meters.get("postern.forwarding.hops").gauge().value()).isZero();
    assertThat(meters.get("postern.mixnet.connections").gauge().value()).isZero();
    assertThat(received("ack") - acksBefore).isEqualTo(2);
  }

  /** The announced address may be a name, so it is looked up while clients are served already. */
  private void awaitAnnouncedIsKnown(DemoClient client) throws InterruptedException {
    LetterWriter probes = writer(Way.ANNOUNCED);
    Letter probe =
        probes.write(client.address(), client.address(), PacketSize.REGULAR, "known yet?");
    double before = received("regular");
    while (received("regular") == before) {
      client.send(probe); // which is not globally routable, and so refused until it is ours
      Thread.sleep(1);
    }
    assertThat(List.of(client.receive(), client.receive()))
        .containsExactlyInAnyOrder(probe.content(), probe.ack());
    while (meters.get("postern.mixnet.inside.bytes").gauge().value() > 0) {
      Thread.sleep(1); // repetitions
    }
  }

  private double received(String size) {
    return meters.get("postern.packets.received").tag("size", size).counter().count();
  }

  @Test
  void messageToOneself_comesOnce_inEitherMode() {
    DemoClient alice = registered();
    LetterWriter letters = writer(Way.BOUND);

    Letter letter =
        letters.write(alice.address(), alice.address(), PacketSize.REGULAR, "to myself");
    alice.send(letter);
    assertThat(List.of(alice.receive(), alice.receive()))
        .containsExactlyInAnyOrder(letter.content(), letter.ack());
    alice.send(letter);
    alice.send(letter, PacketMode.VPN);

    Letter last = letters.write(alice.address(), alice.address(), PacketSize.REGULAR, "last");
    alice.send(last);
    assertThat(List.of(alice.receive(), alice.receive()))
        .containsExactlyInAnyOrder(last.content(), last.ack());
  }

  /** What is stored for one who is away is acknowledged just the same. */
  @Test
  void receiverIsAway_messageWaits_andItsAckComes() {
    DemoClient alice = registered();
    DemoClient bob = registered();
    bob.disconnect();
    Letter letter =
        writer(Way.BOUND).write(alice.address(), bob.address(), PacketSize.REGULAR, "later");
    alice.send(letter);
    assertThat(alice.receive()).isEqualTo(letter.ack());
    bob.authenticate();
    assertThat(bob.receive()).isEqualTo(letter.content());
  }
}
