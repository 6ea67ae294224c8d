package dev.postern.app.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.app.cli.PosternProcess;
import dev.postern.app.config.ConfigReader;
import dev.postern.app.config.GatewayFiles;
import dev.postern.app.config.GatewayKeys;
import dev.postern.app.config.KeyFiles;
import dev.postern.app.demo.DemoClient;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.CryptoEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar is killed in mid-traffic, with clients that come and go, and started again on the same
 * directory. Three rounds in {@code mvn verify}; as many as one likes with {@code
 * -Dpostern.crash.rounds=300}.
 */
class KilledGatewayIT {
  private static final int ROUNDS = Integer.getInteger("postern.crash.rounds", 3);
  private static final int CLIENTS = 4;
  private static final String ID = "crash";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  // Clients that come and go read more slowly than messages come, so each round leaves more behind.
  private static final Duration PATIENCE_AT_THE_END =
      PATIENCE.plus(Duration.ofSeconds(5L * ROUNDS));

  private final Ledger ledger = new Ledger();
  private final Random random = new Random();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @Test
  void kill9_inMidTraffic_losesNothingThatWasAcknowledged(@TempDir Path home) throws Exception {
    int mixPort = freePort();
    int clientsPort = freePort();
    init(home, mixPort, clientsPort);
    GatewayKeys keys =
        KeyFiles.read(
            ConfigReader.read(new GatewayFiles(home, ID).config(), home).gateway().keys());
    PosternProcess gateway = startGateway(home);
    try (AckSink sink = new AckSink(ledger)) {
      List<Reader> readers = readers(keys, clientsPort);
      List<DestinationAddress> clients = readers.stream().map(Reader::address).toList();
      PacketSource source =
          new PacketSource(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), mixPort),
              keys.sphinx().publicKey(),
              sink.hop(),
              ledger);
      for (int round = 0; round < ROUNDS; round++) {
        PosternProcess running = gateway;
        List<Future<?>> work = new ArrayList<>();
        readers.forEach(reader -> work.add(threads.submit(() -> reader.readWhile(running::lives))));
        work.add(threads.submit(() -> source.sendUntilBroken(clients)));
        ledger.awaitAcknowledged(ledger.acknowledgedCount() + 200 + random.nextInt(2000), PATIENCE);
        gateway.close();
        await(work, PATIENCE);
        gateway = startGateway(home);
      }
      List<Future<?>> ends = new ArrayList<>();
      readers.forEach(reader -> ends.add(threads.submit(reader::readToTheEnd)));
      await(ends, PATIENCE_AT_THE_END);
      assertThat(clients).allSatisfy(client -> assertThat(ledger.missing(client)).isEmpty());
      assertThat(ledger.acknowledgedCount()).isGreaterThan(200 * ROUNDS);
      gateway.signal("TERM");
      assertThat(gateway.exitCode()).isZero();
    } finally {
      gateway.close();
      threads.shutdownNow();
    }
  }

  private static void init(Path home, int mixPort, int clientsPort) throws Exception {
    try (PosternProcess init =
        PosternProcess.run(
            home,
            "init",
            "--id",
            ID,
            "--mix-host",
            "127.0.0.1:" + mixPort,
            "--clients-host",
            "127.0.0.1:" + clientsPort,
            "--validator",
            "none")) {
      assertThat(init.exitCode()).as("%s", init.output()).isZero();
    }
  }

  private static PosternProcess startGateway(Path home) throws Exception {
    PosternProcess gateway = new PosternProcess(home, "run", "--id", ID);
    gateway.awaitLine("can receive mix and client traffic");
    return gateway;
  }

  /** The same ports over all restarts; free now, and hardly taken until the gateway asks. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private List<Reader> readers(GatewayKeys keys, int clientsPort) {
    URI uri = URI.create("ws://127.0.0.1:" + clientsPort);
    List<Reader> readers = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      DemoClient client =
          new DemoClient(uri, keys.identity().publicKey(), CryptoEngine.best(), new SecureRandom());
      readers.add(new Reader(client, ledger, random.nextLong()));
    }
    return readers;
  }

  private static void await(List<Future<?>> work, Duration limit) throws Exception {
    for (Future<?> each : work) {
      each.get(limit.toSeconds(), TimeUnit.SECONDS);
    }
  }
}
