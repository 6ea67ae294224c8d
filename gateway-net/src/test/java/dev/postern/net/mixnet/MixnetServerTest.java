package dev.postern.net.mixnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.util.SecretBytes;
import dev.postern.net.AdmissionLimits;
import dev.postern.net.Await;
import dev.postern.net.Nym09Frames;
import dev.postern.net.RecordingForwarder;
import dev.postern.net.delivery.Delivery;
import dev.postern.net.delivery.OnlineClients;
import dev.postern.net.wire.SurbAck;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.RouteHop;
import dev.postern.sphinx.SphinxPacketBuilder;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.storage.InboxStore;
import dev.postern.storage.MemoryStore;
import dev.postern.storage.Registration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MixnetServerTest {
  private static final int LIMIT_MILLIS = 60_000;
  private static final SphinxPrivateKey KEY = SphinxPrivateKey.generate(new SecureRandom());
  private static final DestinationAddress CLIENT = DestinationAddress.read(new byte[32], 0);
  private static final NodeAddress HOP = NodeAddress.of(new InetSocketAddress("10.1.2.3", 1789));
  private static EventLoopGroup eventLoops;

  private final MemoryStore store = new MemoryStore();
  private final RecordingForwarder forwarder = new RecordingForwarder();
  private SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private MixnetServer server = server(MixnetOptions.defaults());

  @BeforeAll
  static void startLoops() {
    eventLoops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  }

  @AfterAll
  static void stopLoops() {
    eventLoops.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  @AfterEach
  void closeAll() {
    server.close();
    store.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void packets_ofEverySizeInAnyFragments_areDelivered(String host) throws IOException {
    registerClient();
    ByteBuffer stream = ByteBuffer.allocate(400_000);
    for (int round = 0; round < 10; round++) {
      stream.put((byte) 1).put((byte) 0).put(packet(PacketSize.REGULAR, 100));
      stream.put((byte) 3).put((byte) 1).put(packet(PacketSize.EXTENDED_32, 30_000));
    }
    InetSocketAddress address = server.bind(new InetSocketAddress(host, 0));
    try (Socket node = connect(address)) {
      OutputStream out = node.getOutputStream();
      for (int at = 0; at < stream.position(); at += 1000) {
        out.write(stream.array(), at, Math.min(1000, stream.position() - at));
      }
      Await.until("all are acked", () -> forwarder.forwarded().size() == 20);
    }
    assertThat(store.inboxes().read(CLIENT, InboxStore.BEFORE_ALL, 3, 1 << 20).join().messages())
        .extracting(message -> message.length())
        .containsExactly(100, 30_000, 100);
    assertThat(store.inboxes().usage(CLIENT).messages()).isEqualTo(20);
  }

  @Test
  void bind_portInUse_isABindException() throws IOException {
    InetSocketAddress taken = server.bind(loopback());
    registry = new SimpleMeterRegistry();
    try (MixnetServer second = server(MixnetOptions.defaults())) {
      assertThatThrownBy(() -> second.bind(taken)).isInstanceOf(BindException.class);
    }
  }

  @Test
  void bind_unresolvedName_isAnIoException() {
    assertThatThrownBy(() -> server.bind(InetSocketAddress.createUnresolved("nowhere.invalid", 0)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void connections_overTheLimit_areClosedAtOnce() throws IOException {
    use(MixnetOptions.defaults().withAdmission(AdmissionLimits.defaults().withConnections(1, 1)));
    InetSocketAddress address = server.bind(loopback());
    try (Socket first = connect(address)) {
      Await.until("the first one is counted", () -> connections() == 1);
      try (Socket second = connect(address)) {
        assertThat(second.getInputStream().read()).isEqualTo(-1);
      }
      assertThat(closed("limit")).isEqualTo(1);
      Await.until("the second one is gone", () -> connections() == 1);
      assertThat(first.isClosed()).isFalse();
    }
    Await.until("the first one has left", () -> connections() == 0);
    registerClient();
    try (Socket third = connect(address)) {
      third.getOutputStream().write(new byte[] {1, 0});
      third.getOutputStream().write(packet(PacketSize.REGULAR, 32));
      Await.until("its packet is delivered", () -> store.inboxes().usage(CLIENT).messages() == 1);
    }
  }

  @Test
  void connection_thatSaysNothing_isClosed() throws IOException {
    use(MixnetOptions.defaults().withIdleTimeout(Duration.ofMillis(20)));
    try (Socket node = connect(server.bind(loopback()))) {
      assertThat(node.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(closed("idle")).isEqualTo(1);
  }

  @Test
  void unknownFrame_endsThatConnectionOnly() throws IOException {
    registerClient();
    InetSocketAddress address = server.bind(loopback());
    try (Socket good = connect(address);
        Socket bad = connect(address)) {
      bad.getOutputStream().write(new byte[] {77, 0});
      assertThat(bad.getInputStream().read()).isEqualTo(-1);
      good.getOutputStream().write(new byte[] {1, 0});
      good.getOutputStream().write(packet(PacketSize.REGULAR, 32));
      Await.until("its packet is delivered", () -> store.inboxes().usage(CLIENT).messages() == 1);
    }
    assertThat(closed("unknown_size")).isEqualTo(1);
  }

  /** On two event loops, as fast as they can: of each packet one gets through. */
  @Test
  void packetsOnTwoConnectionsAtATime_areDeliveredOnce() throws IOException {
    int count = 300;
    registerClient();
    InetSocketAddress address = server.bind(loopback());
    ByteBuffer frames = ByteBuffer.allocate(count * Nym09Frames.bytes(PacketSize.REGULAR));
    for (int number = 0; number < count; number++) {
      frames.put((byte) 1).put((byte) 0).put(packet(PacketSize.REGULAR, 100));
    }
    try (Socket one = connect(address);
        Socket other = connect(address)) {
      CompletableFuture<Void> first = send(one, frames.array());
      CompletableFuture<Void> second = send(other, frames.array());
      first.join();
      second.join();
      Await.until(
          "each is delivered or refused",
          () -> store.inboxes().usage(CLIENT).messages() + dropped("replayed") == 2 * count);
    }
    assertThat(store.inboxes().usage(CLIENT).messages()).isEqualTo(count);
  }

  private static CompletableFuture<Void> send(Socket socket, byte[] bytes) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            socket.getOutputStream().write(bytes);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private double dropped(String reason) {
    return registry.get("postern.packets.dropped").tag("reason", reason).counter().count();
  }

  @Test
  void stopAccepting_keepsOpenConnections() throws IOException {
    registerClient();
    InetSocketAddress address = server.bind(loopback());
    try (Socket node = connect(address)) {
      Await.until("it is counted", () -> connections() == 1);
      server.stopAccepting();
      assertThatThrownBy(() -> connect(address)).isInstanceOf(ConnectException.class);
      node.getOutputStream().write(new byte[] {1, 0});
      node.getOutputStream().write(packet(PacketSize.REGULAR, 32));
      Await.until("its packet is delivered", () -> store.inboxes().usage(CLIENT).messages() == 1);
    }
  }

  @Test
  void close_closesConnectionsAndFreesThePort() throws IOException {
    InetSocketAddress address = server.bind(loopback());
    try (Socket node = connect(address)) {
      Await.until("it is counted", () -> connections() == 1);
      server.close();
      server.close();
      assertThat(node.getInputStream().read()).isEqualTo(-1);
    }
    try (MixnetServer next = server(MixnetOptions.defaults())) {
      assertThat(next.bind(address)).isEqualTo(address);
    }
  }

  private void use(MixnetOptions options) {
    registry = new SimpleMeterRegistry();
    server = server(options);
  }

  private MixnetServer server(MixnetOptions options) {
    Delivery delivery =
        new Delivery(store.clients(), store.inboxes(), new OnlineClients(), forwarder, registry);
    return new MixnetServer(
        eventLoops,
        new NodeKeys(KEY, store.replays()),
        CryptoEngine.best(),
        delivery,
        options,
        System::nanoTime,
        registry);
  }

  private void registerClient() {
    SecretBytes keys = SecretBytes.copyFrom(new byte[32], InsecureSecretKeyAccess.get());
    store.clients().register(new Registration(CLIENT, keys, Instant.EPOCH, Instant.EPOCH)).join();
  }

  private static byte[] packet(PacketSize size, int messageBytes) {
    byte[] message = new byte[SurbAck.BYTES + messageBytes];
    HOP.write(message, 0, SurbAck.ADDRESS_BYTES);
    RouteHop gateway = new RouteHop(HOP, KEY.publicKey(), Duration.ZERO);
    return new SphinxPacketBuilder(CryptoEngine.best(), new SecureRandom())
        .build(size, List.of(gateway), CLIENT, new byte[16], message);
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static Socket connect(InetSocketAddress address) throws IOException {
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout(LIMIT_MILLIS);
    return socket;
  }

  private double connections() {
    return registry.get("postern.mixnet.connections").gauge().value();
  }

  private double closed(String reason) {
    return registry.get("postern.mixnet.closed").tag("reason", reason).counter().count();
  }
}
