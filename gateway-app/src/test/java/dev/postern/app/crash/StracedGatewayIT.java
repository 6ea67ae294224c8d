package dev.postern.app.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.postern.app.cli.PosternProcess;
import dev.postern.app.demo.DemoClient;
import dev.postern.sphinx.DestinationAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The kernel's view of the promise: {@code strace} watches the running jar, and {@link SyncOrder}
 * looks for an ack that leaves before an fdatasync has covered its message. Which ack is which
 * can't be seen from outside, so they are counted. With one message at a time, as in the beginning,
 * that is the same.
 *
 * <p>Skipped where there is no strace, or where it may not look into another process. What it saw
 * is kept with {@code -Dpostern.strace.log=FILE}.
 */
class StracedGatewayIT {
  private static final int ONE_BY_ONE = 200;
  private static final int IN_BULK = 2000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Ledger ledger = new Ledger();

  @Test
  void ack_leavesAfterTheSyncThatCoversItsMessage(@TempDir Path home) throws Exception {
    assumeTrue(straceIsHere(), "strace is not installed");
    JarGateway gateway = JarGateway.shortLived(home);
    Path log = Path.of(System.getProperty("postern.strace.log", home.resolve("calls").toString()));
    int ackPort;
    try (AckSink sink = new AckSink(ledger)) {
      ackPort = sink.address().getPort();
      Process strace;
      try (PosternProcess process = gateway.start()) {
        DemoClient away = gateway.newClient();
        away.register();
        away.disconnect();
        strace = strace(process.pid(), log);
        sendMessages(gateway.newSource(sink.hop(), ledger), away.address());
      }
      strace.waitFor(); // ends with what it watches
      sink.awaitEnd(PATIENCE);
    }
    SyncOrder.Found found =
        SyncOrder.check(SystemCall.read(Files.readAllLines(log, StandardCharsets.UTF_8)), ackPort);
    assertThat(found.records()).isEqualTo(ONE_BY_ONE + IN_BULK);
    assertThat(found.acks()).isEqualTo(ONE_BY_ONE + IN_BULK);
    assertThat(found.syncs()).isBetween(ONE_BY_ONE, ONE_BY_ONE + IN_BULK);
    System.out.println(
        ONE_BY_ONE + " messages one by one, then " + IN_BULK + " in bulk; strace saw " + found);
  }

  private void sendMessages(PacketSource source, DestinationAddress client) throws Exception {
    try (Socket socket = source.connect()) {
      for (int i = 1; i <= ONE_BY_ONE; i++) {
        source.send(socket, client);
        ledger.awaitAcknowledged(i, PATIENCE);
      }
      for (int i = 1; i <= IN_BULK; i++) {
        source.send(socket, client);
      }
      ledger.awaitAcknowledged(ONE_BY_ONE + IN_BULK, PATIENCE);
    }
  }

  private static boolean straceIsHere() throws InterruptedException {
    try {
      Process version =
          new ProcessBuilder("strace", "-V")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectErrorStream(true)
              .start();
      return version.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** When this returns it sees every thread of the process. */
  private static Process strace(long pid, Path log) throws IOException {
    Process strace =
        new ProcessBuilder(
                "strace",
                "-f",
                "-yy",
                "-ttt",
                "--signal=none",
                "--trace=fdatasync,fsync,write,writev,sendto,sendmsg,pwrite64,pwritev",
                "--output=" + log,
                "--attach=" + pid)
            .redirectErrorStream(true)
            .start();
    BufferedReader said = strace.inputReader(StandardCharsets.UTF_8);
    String line = said.readLine();
    assumeTrue(line != null && line.contains("attached"), "strace may not look: " + line);
    return strace;
  }
}
