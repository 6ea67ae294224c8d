package dev.postern.net.mixnet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Uninterruptibles;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.util.SecretBytes;
import dev.postern.net.AdmissionLimits;
import dev.postern.net.AdmissionLimits.Loopback;
import dev.postern.net.Await;
import dev.postern.net.LogLimiter;
import dev.postern.net.MixPacket;
import dev.postern.net.PacketForwarder;
import dev.postern.net.delivery.Delivery;
import dev.postern.net.delivery.OnlineClients;
import dev.postern.net.generations.MixnetGenerations;
import dev.postern.net.wire.FramedSphinxPacket;
import dev.postern.net.wire.SphinxFrameCodec;
import dev.postern.net.wire.SurbAck;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.RouteHop;
import dev.postern.sphinx.SphinxPacketBuilder;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.storage.MemoryStore;
import dev.postern.storage.Registration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mix nodes that are slow, many, or loud. */
class MixnetLimitAttackTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final SphinxPrivateKey KEY = SphinxPrivateKey.generate(RANDOM);
  private static final DestinationAddress CLIENT = DestinationAddress.read(new byte[32], 0);
  private static final NodeAddress QUIET = NodeAddress.of(new InetSocketAddress("10.0.0.1", 1));
  private static final NodeAddress LOUD = NodeAddress.of(new InetSocketAddress("10.0.0.2", 1));

  private final MemoryStore store = new MemoryStore();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Acks acks = new Acks();
  private final EventLoopGroup oneLoop =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  /** Remembers to whom acks went, in order. */
  private static final class Acks implements PacketForwarder {
    final List<NodeAddress> hops = new CopyOnWriteArrayList<>();

    @Override
    public void forward(MixPacket packet) {
      hops.add(packet.nextHop());
      packet.packet().release();
    }
  }

  @AfterEach
  void close() {
    oneLoop.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly();
    store.close();
  }

  private MixnetServer server(AdmissionLimits limits) {
    return new MixnetServer(
        oneLoop,
        new NodeKeys(KEY, store.replays()),
        CryptoEngine.best(),
        new Delivery(store.clients(), store.inboxes(), new OnlineClients(), acks, registry),
        MixnetOptions.defaults().withAdmission(limits),
        System::nanoTime,
        registry);
  }

  private double closed(String reason) {
    return registry.get("postern.mixnet.closed").tag("reason", reason).counter().count();
  }

  /** A whole frame, whose ack goes to a hop. */
  private static byte[] frame(NodeAddress ackHop) {
    byte[] message = new byte[SurbAck.BYTES + 100];
    ackHop.write(message, 0, SurbAck.ADDRESS_BYTES);
    RouteHop gateway = new RouteHop(QUIET, KEY.publicKey(), Duration.ZERO);
    byte[] packet =
        new SphinxPacketBuilder(CryptoEngine.best(), RANDOM)
            .build(PacketSize.REGULAR, List.of(gateway), CLIENT, new byte[16], message);
    return ByteBuffer.allocate(2 + packet.length).put((byte) 1).put((byte) 0).put(packet).array();
  }

  /** The codec, the timer and the closer of a connection, with time standing still. */
  private EmbeddedChannel slowConnection() {
    MixnetMetrics metrics = new MixnetMetrics(registry);
    SphinxFrameCodec frames = new SphinxFrameCodec(MixnetGenerations.FRAME_HEADS);
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.freezeTime();
    channel
        .pipeline()
        .addLast(
            frames, new FrameTimeout(frames), new ConnectionCloser(metrics, LogLimiter.ofPeers()));
    return channel;
  }

  private static void advance(EmbeddedChannel channel, Duration time) {
    channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    channel.runPendingTasks();
  }

  @Test
  void slowLoris_packetByteByByte_isClosedAfter30Seconds() {
    EmbeddedChannel channel = slowConnection();
    byte[] frame = frame(QUIET);
    int seconds = 0;
    while (channel.isOpen()) {
      channel.writeInbound(Unpooled.wrappedBuffer(frame, seconds, 1));
      advance(channel, Duration.ofSeconds(1));
      assertThat(++seconds).isLessThanOrEqualTo(30);
    }
    assertThat(seconds).isEqualTo(30);
    assertThat(closed("frame_timeout")).isOne();
    assertThat(channel.finish()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 1000, 2414})
  void slowLoris_halfAPacketForEver_isClosedAfter30Seconds(int bytes) {
    EmbeddedChannel channel = slowConnection();
    channel.writeInbound(Unpooled.wrappedBuffer(Arrays.copyOf(frame(QUIET), bytes)));
    advance(channel, Duration.ofMillis(29_999));
    assertThat(channel.isOpen()).isTrue();
    advance(channel, Duration.ofMillis(1));
    assertThat(channel.isOpen()).isFalse();
    assertThat(closed("frame_timeout")).isOne();
    assertThat(channel.finish()).isFalse();
  }

  /** A slow mix node is no attacker: each packet has its own 30 seconds. */
  @Test
  void slowMixNode_whosePacketsEnd_stays() {
    EmbeddedChannel channel = slowConnection();
    byte[] frame = frame(QUIET);
    int half = frame.length / 2;
    for (int i = 0; i < 5; i++) {
      channel.writeInbound(Unpooled.wrappedBuffer(frame, 0, half));
      advance(channel, Duration.ofSeconds(29));
      channel.writeInbound(Unpooled.wrappedBuffer(frame, half, frame.length - half));
      FramedSphinxPacket whole = channel.readInbound();
      whole.packet().release();
    }
    advance(channel, Duration.ofMinutes(5));
    assertThat(channel.isOpen()).isTrue();
    assertThat(channel.finish()).isFalse();
  }

  @Test
  void connections_overTheLimitOfTheirSource_areClosed_othersAreNot() throws IOException {
    try (MixnetServer server =
        server(AdmissionLimits.defaults().withPerSource(1, 100).withLoopback(Loopback.LIMITED))) {
      InetSocketAddress address = server.bind(loopback());
      try (Socket first = connect(address, "127.0.0.1");
          Socket second = connect(address, "127.0.0.1");
          Socket other = connect(address, "127.0.0.2")) {
        assertThat(second.getInputStream().read()).isEqualTo(-1);
        assertThat(closed("source_limit")).isOne();
        Await.until("the others are here", () -> connections() == 2);
        assertThat(first.isConnected() && other.isConnected()).isTrue();
      }
    }
  }

  /**
   * Both have packets in their sockets when the only event loop looks: the loud one hundreds, the
   * quiet one one. It has its turn after one read of the other.
   */
  @Test
  void floodingMixNode_doesNotStarveAnotherOnTheSameLoop() throws Exception {
    store
        .clients()
        .register(
            new Registration(
                CLIENT,
                SecretBytes.copyFrom(new byte[32], InsecureSecretKeyAccess.get()),
                Instant.EPOCH,
                Instant.EPOCH))
        .join();
    try (MixnetServer server = server(AdmissionLimits.defaults())) {
      InetSocketAddress address = server.bind(loopback());
      try (SocketChannel loud = SocketChannel.open(address);
          Socket quiet = connect(address, "127.0.0.1")) {
        Await.until("both are here", () -> connections() == 2);
        CountDownLatch look = new CountDownLatch(1);
        oneLoop.execute(() -> Uninterruptibles.awaitUninterruptibly(look));
        int flood = fill(loud, frame(LOUD));
        int readsOfTheFlood = flood / HeapReceiveBuffers.BYTES;
        assertThat(readsOfTheFlood).as("else this shows nothing").isGreaterThan(8);
        quiet.getOutputStream().write(frame(QUIET));
        look.countDown();

        Await.until("the quiet one's is acked", () -> acks.hops.contains(QUIET));
        int packetsARead = HeapReceiveBuffers.BYTES / frame(LOUD).length + 1;
        assertThat(acks.hops.indexOf(QUIET)).isLessThanOrEqualTo(2 * packetsARead);
      }
    }
  }

  /** Writes as much as the kernel takes while nobody reads. */
  private static int fill(SocketChannel loud, byte[] frame) throws IOException {
    loud.configureBlocking(false);
    ByteBuffer frames = ByteBuffer.allocate(400 * frame.length);
    while (frames.hasRemaining()) {
      frames.put(frame);
    }
    frames.flip();
    while (loud.write(frames) > 0) {}
    return frames.position();
  }

  private double connections() {
    return registry.get("postern.mixnet.connections").gauge().value();
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static Socket connect(InetSocketAddress address, String from) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(from, 0));
    socket.connect(address);
    socket.setSoTimeout(60_000);
    return socket;
  }
}
