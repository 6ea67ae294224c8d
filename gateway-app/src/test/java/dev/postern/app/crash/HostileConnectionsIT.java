package dev.postern.app.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.postern.app.cli.PosternProcess;
import dev.postern.app.demo.DemoClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway as users run it, and somebody who opens connections and says nothing. With {@code
 * -Dpostern.idle.connections=16000} (and as many descriptors for this process) it is a flood.
 */
class HostileConnectionsIT {
  private static final int IDLE = Integer.getInteger("postern.idle.connections", 300);
  private static final int SPARE_DESCRIPTORS = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final byte[] UPGRADE =
      """
      GET / HTTP/1.1\r
      Host: gateway\r
      Connection: Upgrade\r
      Upgrade: websocket\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      \r
      """
          .getBytes(StandardCharsets.US_ASCII);

  private final Ledger ledger = new Ledger();
  private final List<SocketChannel> idle = new ArrayList<>();

  @AfterEach
  void closeIdle() throws IOException {
    for (SocketChannel connection : idle) {
      connection.close();
    }
    idle.clear();
  }

  /** Half of them get as far as a WebSocket. */
  @Test
  @Timeout(300)
  void idleConnections_keepNobodyOut_andAreClosedWhenTheirTimeIsOver(@TempDir Path home)
      throws Exception {
    JarGateway gateway = JarGateway.asUsersRunIt(home);
    try (PosternProcess process = gateway.start();
        AckSink sink = new AckSink(ledger)) {
      ProcessFigures figures = new ProcessFigures(process.pid());
      DemoClient before = gateway.newClient();
      before.register();
      PacketSource source = gateway.newSource(sink.hop(), ledger);
      try (Socket mixNode = source.connect()) {
        deliver(source, mixNode, before);
        double heap = figures.liveHeap();
        for (int i = 0; i < IDLE; i++) {
          open(gateway.clients());
          if (i % 2 == 0) {
            idle.get(idle.size() - 1).write(ByteBuffer.wrap(UPGRADE));
          }
        }
        deliver(source, mixNode, before);
        DemoClient newcomer = gateway.newClient();
        newcomer.register();
        deliver(source, mixNode, newcomer);
        System.out.printf(
            "%d idle connections: %d descriptors, live heap %.1f MiB, %.1f before%n",
            IDLE, figures.descriptors(), figures.liveHeap(), heap);
        for (SocketChannel connection : idle) {
          readToTheEnd(connection);
        }
        deliver(source, mixNode, before);
        newcomer.drop();
      }
      before.drop();
    }
  }

  /** The limit comes down while it runs: else it would have taken care not to get there. */
  @Test
  @Timeout(300)
  void descriptorExhaustion_servesThoseItHas_saysWhy_andGoesOnWhenItCan(@TempDir Path home)
      throws Exception {
    assumeTrue(Commands.works("prlimit", "--version"), "prlimit is not installed");
    JarGateway gateway = JarGateway.asUsersRunIt(home);
    try (PosternProcess process = gateway.start();
        AckSink sink = new AckSink(ledger)) {
      DemoClient client = gateway.newClient();
      client.register();
      PacketSource source = gateway.newSource(sink.hop(), ledger);
      try (Socket mixNode = source.connect()) {
        deliver(source, mixNode, client);
        limitDescriptors(process, new ProcessFigures(process.pid()).descriptors());
        for (int i = 0; i < 2 * SPARE_DESCRIPTORS; i++) {
          open(gateway.clients());
        }
        assertThat(process.awaitLine("can't take connections on")).contains("Too many open files");
        for (int i = 0; i < 100; i++) {
          deliver(source, mixNode, client);
        }
        closeIdle();
        DemoClient newcomer = gateway.newClient();
        newcomer.register();
        deliver(source, mixNode, newcomer);
        newcomer.drop();
      }
      client.drop();
      process.signal("TERM");
      assertThat(process.exitCode()).isZero();
      assertThat(process.output()).filteredOn(line -> line.contains("Exception")).isEmpty();
    }
    assertThat(gateway.damage()).isEmpty();
  }

  private static void limitDescriptors(PosternProcess process, long open) throws Exception {
    long limit = open + SPARE_DESCRIPTORS;
    String unused =
        Commands.run(
            "prlimit", "--pid", Long.toString(process.pid()), "--nofile=" + limit + ":" + limit);
  }

  /** A message comes to the client, and its ack back to the sender. */
  private void deliver(PacketSource source, Socket mixNode, DemoClient client) throws Exception {
    long acknowledged = ledger.acknowledgedCount();
    source.send(mixNode, client.address());
    ledger.received(PacketSource.idOf(client.receive(), client.address()), client.address());
    ledger.awaitAcknowledged(acknowledged + 1, PATIENCE);
  }

  private void open(InetSocketAddress address) throws IOException {
    idle.add(SocketChannel.open(address));
  }

  private static void readToTheEnd(SocketChannel connection) {
    ByteBuffer buffer = ByteBuffer.allocate(1024);
    try {
      while (connection.read(buffer.clear()) >= 0) {
        // the upgrade's answer, then a close frame
      }
    } catch (IOException reset) {
      // is an end, too
    }
  }
}
