package dev.postern.net.forwarding;

import static dev.postern.net.forwarding.Receiver.readFrame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.Await;
import dev.postern.net.MixPacket;
import dev.postern.net.Nym09Frames;
import dev.postern.net.PacketMode;
import dev.postern.net.forwarding.ForwardingOptions.Caps;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Next hops that mean harm, or just stand there, beside one that is as it should be. All share one
 * event loop, so that whoever held it up would hold up all.
 */
@Timeout(120)
class HostileHopsTest {
  private static final Duration FOREVER = Duration.ofHours(1);
  private static final Duration AT_ONCE = Duration.ofMillis(1);
  private static final int ACK_FRAME = Nym09Frames.bytes(PacketSize.ACK);
  private static final int EXTENDED_FRAME = Nym09Frames.bytes(PacketSize.EXTENDED_32);

  private SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicLong clock = new AtomicLong();
  private final List<ByteBuf> buffers = new ArrayList<>();
  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private TcpPacketForwarder forwarder;
  private Receiver healthy;

  @BeforeEach
  void start() throws IOException {
    healthy = new Receiver();
    use(options());
  }

  private void use(ForwardingOptions options) {
    use(options, Loopback.ALLOWED);
  }

  private void use(ForwardingOptions options, EgressRules rules) {
    if (forwarder != null) {
      forwarder.close();
      registry = new SimpleMeterRegistry();
    }
    forwarder = new TcpPacketForwarder(loop, options, rules, clock::get, registry);
  }

  /** Nothing happens but what a test brings about. */
  private static ForwardingOptions options() {
    return ForwardingOptions.defaults().withConnectTimeout(FOREVER).withCloseTimeout(AT_ONCE);
  }

  private static Caps caps(int parallelConnects, long memoryBytes) {
    Caps defaults = Caps.defaults();
    return new Caps(
        parallelConnects, memoryBytes, defaults.idleTimeout(), defaults.stallTimeout(), AT_ONCE);
  }

  @AfterEach
  void everyBufferIsReleased() throws IOException {
    forwarder.close();
    healthy.close();
    Await.until("all is released", () -> buffers.stream().allMatch(buffer -> buffer.refCnt() == 0));
    Await.until("waiting.bytes is zero", () -> gauge("waiting.bytes") == 0);
    loop.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  @Test
  void blackHole_atManyPacketsBesideAHealthyHop_delaysNothing() throws IOException {
    try (BlackHole blackHole = new BlackHole();
        Socket connection = forwardAndAccept(healthy)) {
      for (int packet = 1; packet <= 1000; packet++) {
        forward(blackHole.address(), PacketSize.REGULAR, packet);
        forwardAck(healthy.address(), packet);
        assertThat(number(readFrame(connection, ACK_FRAME))).isEqualTo(packet);
      }
      assertThat(gauge("waiting.bytes"))
          .isLessThanOrEqualTo(ForwardingOptions.defaults().queueBytes() + 1.0 * ACK_FRAME);
    }
  }

  @Test
  void blackHoles_moreThanMayBeTriedAtATime_delayNoKnownHop() throws IOException {
    use(options().withCaps(caps(4, 64 << 20)));
    Receiver listed = new Receiver();
    forwarder.listed(new ListedHops(Set.of(listed.address().toSocketAddress()), Set.of(), true));
    try (BlackHole blackHoles = BlackHole.everywhere();
        listed;
        Socket connection = forwardAndAccept(healthy)) {
      for (int address = 1; address <= 50; address++) {
        forwardAck(blackHoles.at("127.0.1." + address), 1);
      }
      forwardAck(healthy.address(), 2);
      assertThat(number(readFrame(connection, ACK_FRAME))).as("connected").isEqualTo(2);

      try (Socket fresh = forwardAndAccept(listed)) {
        assertThat(fresh.isConnected()).as("listed, and new").isTrue();
      }
    }
  }

  @Test
  void madeUpAddresses_takingEveryPlace_giveWayToAListedHop() throws IOException {
    use(options().withMaxHops(8).withCaps(caps(4, 64 << 20)));
    forwarder.listed(new ListedHops(Set.of(healthy.address().toSocketAddress()), Set.of(), true));
    try (BlackHole blackHoles = BlackHole.everywhere()) {
      for (int address = 1; address <= 100; address++) {
        forwardAck(blackHoles.at("127.0.1." + address), 1);
      }
      assertThat(gauge("hops")).isEqualTo(8);
      assertThat(dropped("too_many_hops")).isEqualTo(92);

      try (Socket connection = forwardAndAccept(healthy)) {
        assertThat(connection.isConnected()).isTrue();
      }
      assertThat(gauge("hops")).isEqualTo(8);
      assertThat(dropped("too_many_hops")).isEqualTo(93);
    }
  }

  @Test
  void madeUpAddressFlood_refused_costsNoHopAndNoMemory() {
    for (int address = 0; address < 10_000; address++) {
      byte[] ip = {10, (byte) (address >> 16), (byte) (address >> 8), (byte) address};
      byte[] bytes = {4, 6, -3, ip[0], ip[1], ip[2], ip[3]};
      forwarder.forward(packet(NodeAddress.read(bytes, 0, bytes.length), PacketSize.ACK, 1));
      buffers.clear();
    }
    assertThat(dropped("not_allowed")).isEqualTo(10_000);
    assertThat(gauge("hops")).isZero();
    assertThat(gauge("waiting.bytes")).isZero();
  }

  @Test
  void blackHoles_fillingTheMemory_leaveRoomForAHopThatKeepsUp() throws IOException {
    long memory = 16L * EXTENDED_FRAME;
    use(options().withCaps(caps(64, memory)));
    try (BlackHole blackHoles = BlackHole.everywhere();
        Socket connection = forwardAndAccept(healthy)) {
      for (int packet = 0; packet < 200; packet++) {
        forward(blackHoles.at("127.0.1." + packet % 20), PacketSize.EXTENDED_32, packet);
      }
      assertThat(dropped("overloaded")).isEqualTo(188);
      assertThat(gauge("waiting.bytes")).isEqualTo(12.0 * EXTENDED_FRAME);

      for (int packet = 1; packet <= 100; packet++) {
        forward(healthy.address(), PacketSize.EXTENDED_32, packet);
        assertThat(number(readFrame(connection, EXTENDED_FRAME))).isEqualTo(packet);
      }
      assertThat(dropped("overloaded")).isEqualTo(188);
    }
  }

  @Test
  void hopThatResets_besideAHealthyHop_delaysNothing() throws IOException {
    try (Receiver resetting = new Receiver();
        Socket connection = forwardAndAccept(healthy)) {
      Await.until("the first is sent", () -> decided() == 1);
      for (int round = 1; round <= 3; round++) {
        forwardAck(resetting.address(), round);
        try (Socket reset = resetting.accept()) {
          reset.setSoLinger(true, 0);
        }
        int before = 2 * round;
        // Once its packet is decided, its connection was counted, and then only its end isn't.
        Await.until("the reset is seen", () -> decided() == before && gauge("connections") == 1);
        forwardAck(healthy.address(), round);
        assertThat(number(readFrame(connection, ACK_FRAME))).isEqualTo(round);
        Await.until("that is counted", () -> decided() == before + 1);
        clock.addAndGet(Duration.ofSeconds(20).toNanos());
      }
    }
  }

  /** Packets of which it is known what became of them. */
  private double decided() {
    return count("sent") + dropped("connection_lost") + dropped("connect_failed");
  }

  @Test
  void hopThatNeverReads_isClosedAfterAWhileAndDelaysNothing() throws IOException {
    use(options().withCaps(caps(64, 64 << 20)));
    try (Receiver stalled = new Receiver();
        Socket connection = forwardAndAccept(healthy)) {
      forward(stalled.address(), PacketSize.EXTENDED_32, 0);
      try (Socket unread = stalled.accept()) {
        // Kernels take some megabytes before they take no more.
        for (int packet = 1; count("stalled") == 0; packet++) {
          assertThat(packet).as("packets until it was closed").isLessThan(10_000);
          forward(stalled.address(), PacketSize.EXTENDED_32, packet);
          clock.addAndGet(Duration.ofSeconds(1).toNanos());
          awaitLook();
          forwardAck(healthy.address(), packet);
          assertThat(number(readFrame(connection, ACK_FRAME))).isEqualTo(packet);
        }
        assertThat(Duration.ofNanos(clock.get())).isGreaterThanOrEqualTo(Duration.ofSeconds(30));
        assertThat(unread.isClosed()).as("it is we who closed").isFalse();
      }
      forwardAck(healthy.address(), 6);
      assertThat(number(readFrame(connection, ACK_FRAME))).isEqualTo(6);
    }
  }

  /** So long that whatever is due every millisecond had its turn. */
  private void awaitLook() {
    loop.next().schedule(() -> {}, 3, TimeUnit.MILLISECONDS).syncUninterruptibly();
  }

  @Test
  void hopThatIsIdle_isClosedAndForgotten() throws IOException {
    use(options().withCaps(caps(64, 64 << 20)));
    try (Socket connection = forwardAndAccept(healthy)) {
      clock.addAndGet(Duration.ofMinutes(5).toNanos() - 1);
      awaitLook();
      assertThat(gauge("connections")).isEqualTo(1);

      clock.incrementAndGet();

      assertThat(connection.getInputStream().read()).as("closed").isEqualTo(-1);
      Await.until("it is forgotten", () -> gauge("hops") == 0);
      assertThat(count("stalled")).isZero();
    }
  }

  /** The reference waits for up to 300 s. */
  @Test
  void hopThatReturns_isUsedAgainWithin30Seconds() throws IOException {
    NodeAddress hop = Receiver.nobody();
    for (int attempt = 1; attempt <= 10; attempt++) {
      forwardAck(hop, attempt);
      int failures = attempt;
      Await.until("it is refused", () -> dropped("connect_failed") == failures);
      clock.addAndGet(Duration.ofSeconds(28).toNanos());
    }
    clock.addAndGet(-Duration.ofSeconds(28).toNanos());

    try (Receiver back = Receiver.at(hop)) {
      clock.addAndGet(Duration.ofSeconds(28).toNanos());
      forwardAck(hop, 99);
      try (Socket connection = back.accept()) {
        assertThat(number(readFrame(connection, ACK_FRAME))).isEqualTo(99);
      }
    }
  }

  @Test
  void hopThatIsListedNoMore_isClosed() throws IOException {
    use(options(), EgressRules.defaults());
    forwardAck(healthy.address(), 1);
    assertThat(dropped("not_allowed")).isEqualTo(1);

    forwarder.listed(new ListedHops(Set.of(healthy.address().toSocketAddress()), Set.of(), true));
    try (Socket connection = forwardAndAccept(healthy)) {
      forwarder.listed(ListedHops.NONE);

      assertThat(connection.getInputStream().read()).as("closed").isEqualTo(-1);
      forwardAck(healthy.address(), 2);
      assertThat(dropped("not_allowed")).isEqualTo(2);
      assertThat(gauge("hops")).isZero();
    }
  }

  @Test
  void ownAddress_isNeverConnectedTo() throws IOException {
    InetSocketAddress own = healthy.address().toSocketAddress();
    forwarder.own(List.of(own));

    forwardAck(healthy.address(), 1);

    assertThat(dropped("own_address")).isEqualTo(1);
    assertThat(gauge("hops")).isZero();
  }

  private Socket forwardAndAccept(Receiver receiver) throws IOException {
    forwardAck(receiver.address(), 1);
    Socket connection = receiver.accept();
    readFrame(connection, ACK_FRAME);
    return connection;
  }

  private void forwardAck(NodeAddress hop, int number) {
    forward(hop, PacketSize.ACK, number);
  }

  private void forward(NodeAddress hop, PacketSize size, int number) {
    forwarder.forward(packet(hop, size, number));
  }

  private MixPacket packet(NodeAddress hop, PacketSize size, int number) {
    ByteBuf bytes = ByteBufAllocator.DEFAULT.heapBuffer(size.packetBytes());
    bytes.writeInt(number).writeZero(size.packetBytes() - Integer.BYTES);
    buffers.add(bytes);
    return new MixPacket(hop, size, PacketMode.MIX, bytes);
  }

  private static int number(byte[] frame) {
    return ByteBuffer.wrap(frame).getInt(Nym09Frames.HEAD_BYTES);
  }

  private double gauge(String name) {
    return registry.get("postern.forwarding." + name).gauge().value();
  }

  private double count(String name) {
    return registry.get("postern.forwarding." + name).counter().count();
  }

  private double dropped(String reason) {
    return registry.get("postern.forwarding.dropped").tag("reason", reason).counter().count();
  }
}
