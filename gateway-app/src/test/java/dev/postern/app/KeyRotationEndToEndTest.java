package dev.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.app.config.ConfigException;
import dev.postern.app.config.GatewayKeys;
import dev.postern.app.config.KeyFiles;
import dev.postern.app.config.KeyPaths;
import dev.postern.app.config.SphinxKeyFiles;
import dev.postern.app.demo.DemoClient;
import dev.postern.app.demo.DemoNetwork;
import dev.postern.app.directory.Announcement;
import dev.postern.app.directory.Directory;
import dev.postern.app.directory.Topology;
import dev.postern.net.wire.SurbAck;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.RouteHop;
import dev.postern.sphinx.SphinxPacketBuilder;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.IdentityPublicKey;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A key's life on a gateway with files, a store and a directory; time passes by hand. */
@Timeout(120)
class KeyRotationEndToEndTest {
  private static final Duration PERIOD = Duration.ofMillis(800);
  private static final Duration OVERLAP = Duration.ofMillis(400);
  private static final int HEAD_BYTES = 2; // as Nym 0.9 has it
  private static final byte REGULAR = 1;
  private static final byte MIX = 0;

  @TempDir private Path directory;
  private final BlockingQueue<SphinxPublicKey> listed = new LinkedBlockingQueue<>();
  private final HandClock clock = new HandClock();
  private SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private SphinxPublicKey old;
  private DestinationAddress client;
  private KeyPaths paths;
  private DemoNetwork network;

  private static final class HandClock extends Clock {
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

    void pass(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @BeforeEach
  void start() throws Exception {
    paths =
        new KeyPaths(
            directory.resolve("private_identity.pem"),
            directory.resolve("public_identity.pem"),
            directory.resolve("private_sphinx.pem"),
            directory.resolve("public_sphinx.pem"));
    GatewayKeys keys = GatewayKeys.generate(new SecureRandom());
    KeyFiles.write(keys, paths);
    old = keys.sphinx().publicKey();
    network = DemoNetwork.start(directory.resolve("store"), this::withRotation);
    DemoClient registered = network.newClient();
    registered.register();
    client = registered.address();
    assertThat(nextListed()).isEqualTo(old);
  }

  @AfterEach
  void stop() {
    network.close();
  }

  private GatewayBuilder withRotation(GatewayBuilder builder) {
    SphinxKeyFiles files = new SphinxKeyFiles(paths);
    meters = new SimpleMeterRegistry();
    try {
      SphinxKeys keys = files.read(KeyFiles.read(paths).sphinx());
      return builder
          .sphinxKeys(keys, files)
          .settings(DemoNetwork.settings().withSphinxKeyRotation(PERIOD))
          .clock(clock)
          .meterRegistry(meters)
          .announcement(
              new Announcement(
                  "192.0.2.7:1789",
                  KeyFiles.read(paths).identity().publicKey(),
                  keys.current().publicKey(),
                  "0.9.0",
                  "unknown",
                  "",
                  "ws://192.0.2.7:9000"))
          .directory(new Listing());
    } catch (ConfigException e) {
      throw new AssertionError(e);
    }
  }

  private final class Listing implements Directory {
    @Override
    public Topology topology() {
      return new Topology(List.of(), List.of());
    }

    @Override
    public void register(Announcement announcement) {
      listed.add(announcement.sphinxKey());
    }

    @Override
    public void unregister(IdentityPublicKey identity) {}
  }

  private SphinxPublicKey nextListed() throws InterruptedException {
    SphinxPublicKey next = listed.poll(60, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing was registered");
    }
    return next;
  }

  /** Until the end of the overlap is written down. */
  private SphinxPublicKey rotate() throws Exception {
    await(() -> Files.exists(directory.resolve("sphinx_key_since")));
    clock.pass(PERIOD);
    SphinxPublicKey fresh = nextListed();
    await(() -> retiringFile().contains("Accepted-Until"));
    return fresh;
  }

  private String retiringFile() {
    try {
      return Files.readString(directory.resolve("retiring_sphinx.pem"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void sphinxKey_afterItsTime_isReplacedThroughTheDirectory() throws Exception {
    SphinxPublicKey fresh = rotate();

    assertThat(fresh).isNotEqualTo(old);
    assertThat(network.gateway().sphinxKey()).isEqualTo(fresh);
    assertThat(KeyFiles.read(paths).sphinx().publicKey()).isEqualTo(fresh);
    assertThat(meters.get("postern.keys.rotations").counter().count()).isEqualTo(1);
  }

  @Test
  void senderWithTheOldKey_inTheOverlap_isDeliveredAndNoReplayOfIt() throws Exception {
    byte[] before = packet(old);
    send(before);
    await(() -> count("postern.messages.appended") == 1);
    SphinxPublicKey fresh = rotate();

    byte[] late = packet(old);
    send(late);
    send(packet(fresh));
    await(() -> count("postern.messages.appended") == 3);
    assertThat(opened("retiring")).isEqualTo(1);

    send(before);
    send(late);
    await(() -> dropped("replayed") == 2);
    assertThat(count("postern.messages.appended")).isEqualTo(3);
  }

  @Test
  void senderWithTheOldKey_afterTheOverlap_isDroppedAndItsTagsAreGone() throws Exception {
    byte[] before = packet(old);
    send(before);
    await(() -> count("postern.messages.appended") == 1);
    assertThat(tags(old)).isDirectory();
    SphinxPublicKey fresh = rotate();

    clock.pass(OVERLAP);
    await(() -> Files.notExists(directory.resolve("retiring_sphinx.pem")));

    assertThat(tags(old)).doesNotExist();
    assertThat(tags(fresh)).isDirectory();
    send(packet(old));
    send(before);
    await(() -> dropped("header_mac_mismatch") == 2);
    send(packet(fresh));
    await(() -> count("postern.messages.appended") == 2);
  }

  @Test
  void restart_inTheOverlap_opensBothAndRefusesReplaysOfBoth() throws Exception {
    SphinxPublicKey fresh = rotate();
    byte[] forOld = packet(old);
    byte[] forFresh = packet(fresh);
    send(forOld);
    send(forFresh);
    await(() -> count("postern.messages.appended") == 2);

    network.restartGateway();

    assertThat(nextListed()).isEqualTo(fresh);
    send(forOld);
    send(forFresh);
    await(() -> dropped("replayed") == 2);
    send(packet(old));
    send(packet(fresh));
    await(() -> count("postern.messages.appended") == 2);
    clock.pass(OVERLAP);
    await(() -> Files.notExists(directory.resolve("retiring_sphinx.pem")));
    assertThat(tags(old)).doesNotExist();
  }

  private Path tags(SphinxPublicKey key) {
    return directory
        .resolve("store/replay")
        .resolve("packets-" + HexFormat.of().formatHex(key.toBytes()));
  }

  private void send(byte[] packet) throws IOException {
    int port = network.gateway().mixnetAddress().getPort();
    try (Socket mixNode = new Socket(InetAddress.getLoopbackAddress(), port)) {
      mixNode
          .getOutputStream()
          .write(
              ByteBuffer.allocate(HEAD_BYTES + packet.length)
                  .put(REGULAR)
                  .put(MIX)
                  .put(packet)
                  .array());
    }
  }

  private byte[] packet(SphinxPublicKey key) {
    NodeAddress gateway = NodeAddress.of(network.gateway().mixnetAddress());
    byte[] plaintext = new byte[PacketSize.REGULAR.plaintextBytes()];
    gateway.write(plaintext, 0, SurbAck.ADDRESS_BYTES);
    return new SphinxPacketBuilder(CryptoEngine.best(), new SecureRandom())
        .build(
            PacketSize.REGULAR,
            List.of(new RouteHop(gateway, key, Duration.ZERO)),
            client,
            new byte[16],
            plaintext);
  }

  private double count(String meter) {
    return meters.get(meter).counter().count();
  }

  private double opened(String key) {
    return meters.get("postern.packets.opened").tag("key", key).counter().count();
  }

  private double dropped(String reason) {
    return meters.get("postern.packets.dropped").tag("reason", reason).counter().count();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(1);
    }
  }
}
