package dev.postern.app.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.app.cli.PosternProcess;
import dev.postern.app.demo.DemoClient;
import dev.postern.sphinx.PacketSize;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar is killed right after it took packets, and gets the same packets again. */
class ReplayedPacketIT {
  private static final int PACKETS = 50;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void packets_againAfterKill9_areRefused(@TempDir Path home) throws Exception {
    JarGateway gateway = JarGateway.shortLived(home);
    Ledger ledger = new Ledger();
    DemoClient client = gateway.newClient();
    try (AckSink sink = new AckSink(ledger)) {
      PacketSource source = gateway.newSource(sink.hop(), ledger);
      List<byte[]> packets = new ArrayList<>();
      for (long id = 1; id <= PACKETS; id++) {
        packets.add(source.frame(source.ack(id), id, client.address(), PacketSize.REGULAR));
      }
      try (PosternProcess process = gateway.start()) {
        client.register();
        client.drop();
        send(source, ledger, client, packets, 1);
        ledger.awaitAcknowledged(PACKETS, PATIENCE);
        assertThat(process.lives()).isTrue();
      } // and here it is killed
      try (PosternProcess process = gateway.start()) {
        assertThat(process.lives()).isTrue();
        byte[] last =
            source.frame(
                source.ack(PACKETS + 1), PACKETS + 1, client.address(), PacketSize.REGULAR);
        packets.add(last);
        // An ack for one of the others would be a second one, of which the ledger complains.
        ledger.sent(PACKETS + 1, client.address());
        sendAll(source, packets);
        ledger.awaitAcknowledged(PACKETS + 1, PATIENCE);
        client.authenticate();
        for (long id = 1; id <= PACKETS + 1; id++) {
          assertThat(ByteBuffer.wrap(client.receive()).getLong()).isEqualTo(id);
        }
      }
      sink.awaitEnd(PATIENCE);
    }
  }

  private static void send(
      PacketSource source, Ledger ledger, DemoClient client, List<byte[]> packets, long firstId)
      throws Exception {
    for (long id = firstId; id < firstId + packets.size(); id++) {
      ledger.sent(id, client.address());
    }
    sendAll(source, packets);
  }

  private static void sendAll(PacketSource source, List<byte[]> packets) throws Exception {
    Socket socket = source.connect();
    for (byte[] packet : packets) {
      socket.getOutputStream().write(packet);
    }
    socket.shutdownOutput();
  }
}
