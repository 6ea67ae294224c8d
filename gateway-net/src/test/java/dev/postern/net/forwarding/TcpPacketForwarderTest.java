package dev.postern.net.forwarding;

import static dev.postern.net.forwarding.Receiver.readFrame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.Await;
import dev.postern.net.MixPacket;
import dev.postern.net.Nym09Frames;
import dev.postern.net.PacketMode;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TcpPacketForwarderTest {
  private static final Duration FOREVER = Duration.ofHours(1);
  private static final Duration BACKOFF = Duration.ofSeconds(10);
  private static final int ACK_FRAME = Nym09Frames.bytes(PacketSize.ACK);
  private static EventLoopGroup eventLoops;

  private SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicLong clock = new AtomicLong();
  private final List<ByteBuf> buffers = new ArrayList<>();
  private TcpPacketForwarder forwarder =
      forwarder(ForwardingOptions.defaults().withConnectTimeout(FOREVER));

  @BeforeAll
  static void startLoops() {
    eventLoops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  }

  @AfterAll
  static void stopLoops() {
    eventLoops.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  @AfterEach
  void everyBufferIsReleased() {
    forwarder.close();
    Await.until("all is released", () -> buffers.stream().allMatch(buffer -> buffer.refCnt() == 0));
    Await.until(
        "all connections have ended",
        () -> registry.get("postern.forwarding.connections").gauge().value() == 0);
  }

  @ParameterizedTest
  @EnumSource(names = {"REGULAR", "ACK", "EXTENDED_32"})
  void forward_packet_isFramed(PacketSize size) throws IOException {
    try (Receiver receiver = new Receiver()) {
      forward(receiver.address(), size, PacketMode.VPN, 7);
      try (Socket connection = receiver.accept()) {
        byte[] frame = readFrame(connection, Nym09Frames.bytes(size));
        assertThat(frame[0]).isEqualTo(sizeByte(size));
        assertThat(frame[1]).isEqualTo((byte) 1);
        assertThat(number(frame)).isEqualTo(7);
      }
    }
  }

  @Test
  void forward_manyPackets_keepOneConnectionAndTheirOrder() throws IOException {
    try (Receiver receiver = new Receiver()) {
      forwardAck(receiver.address(), 0);
      try (Socket connection = receiver.accept()) {
        assertThat(number(readFrame(connection, ACK_FRAME))).isZero();
        for (int packet = 1; packet <= 1000; packet++) {
          forwardAck(receiver.address(), packet);
        }
        for (int packet = 1; packet <= 1000; packet++) {
          assertThat(number(readFrame(connection, ACK_FRAME))).isEqualTo(packet);
        }
      }
    }
    Await.until("all are counted", () -> count("postern.forwarding.sent") == 1001);
  }

  @Test
  void forward_whileConnecting_isSentOnceConnected() throws IOException {
    try (Receiver receiver = new Receiver()) {
      for (int packet = 0; packet < 100; packet++) {
        forwardAck(receiver.address(), packet);
      }
      try (Socket connection = receiver.accept()) {
        for (int packet = 0; packet < 100; packet++) {
          assertThat(number(readFrame(connection, ACK_FRAME))).isEqualTo(packet);
        }
      }
    }
  }

  @Test
  void forward_hopDown_isDroppedUntilTheBackoffIsOver() throws IOException {
    NodeAddress hop = Receiver.nobody();
    forwardAck(hop, 1);
    awaitDropped("connect_failed", 1);

    clock.addAndGet(BACKOFF.toNanos() - 1);
    forwardAck(hop, 2);
    awaitDropped("hop_down", 1);
    assertThat(count("postern.forwarding.connect_failures")).isEqualTo(1);

    try (Receiver receiver = Receiver.at(hop)) {
      clock.incrementAndGet();
      forwardAck(hop, 3);
      try (Socket connection = receiver.accept()) {
        assertThat(number(readFrame(connection, ACK_FRAME))).isEqualTo(3);
      }
    }
  }

  @Test
  void forward_connectionLost_isReopenedAtOnce() throws IOException {
    try (Receiver receiver = new Receiver()) {
      forwardAck(receiver.address(), 1);
      try (Socket connection = receiver.accept()) {
        readFrame(connection, ACK_FRAME);
      }
      awaitConnections(0);

      forwardAck(receiver.address(), 2);

      try (Socket connection = receiver.accept()) {
        assertThat(number(readFrame(connection, ACK_FRAME))).isEqualTo(2);
      }
    }
  }

  @Test
  void forward_attemptsUsedUp_hopIsForgottenAndStartsAnew() throws IOException {
    use(ForwardingOptions.defaults().withMaximumAttempts(2));
    NodeAddress hop = Receiver.nobody();
    forwardAck(hop, 1);
    awaitDropped("connect_failed", 1);
    clock.addAndGet(BACKOFF.toNanos());
    forwardAck(hop, 2);
    awaitDropped("connect_failed", 2);
    Await.until("the hop is forgotten", () -> hops() == 0);

    forwardAck(hop, 3);

    awaitDropped("connect_failed", 3);
    assertThat(dropped("hop_down")).isZero();
  }

  @Test
  void forward_slowReader_dropsTheOldestAndKeepsTheOrder() throws IOException {
    int frameBytes = Nym09Frames.bytes(PacketSize.EXTENDED_32);
    use(ForwardingOptions.defaults().withQueueBytes(3 * frameBytes));
    try (Receiver receiver = new Receiver()) {
      int newest = 0;
      while (dropped("queue_full") < 10) {
        forward(receiver.address(), PacketSize.EXTENDED_32, PacketMode.MIX, ++newest);
      }
      try (Socket connection = receiver.accept()) {
        int received = 0;
        int last = 0;
        while (last < newest) {
          int number = number(readFrame(connection, frameBytes));
          assertThat(number).isGreaterThan(last);
          last = number;
          received++;
        }
        assertThat(received).isEqualTo(newest - (int) dropped("queue_full"));
      }
    }
  }

  @Test
  void forward_blackHole_holdsUpNobodyElse() throws IOException {
    use(
        ForwardingOptions.defaults()
            .withConnectTimeout(FOREVER)
            .withCloseTimeout(Duration.ofMillis(1)));
    try (BlackHole blackHole = new BlackHole();
        Receiver receiver = new Receiver()) {
      int held = ForwardingOptions.defaults().queueBytes() / ACK_FRAME;
      for (int packet = 0; packet < held + 5; packet++) {
        forwardAck(blackHole.address(), packet);
      }
      forwardAck(receiver.address(), 9);
      try (Socket connection = receiver.accept()) {
        assertThat(number(readFrame(connection, ACK_FRAME))).isEqualTo(9);
      }
      assertThat(dropped("queue_full")).isEqualTo(5);
      assertThat(dropped("connect_failed")).isZero();

      forwarder.close();

      Await.until(
          "what waited is dropped", () -> dropped("closed") + dropped("connect_failed") == held);
    }
  }

  @Test
  void forward_noAnswerInTime_isDropped() throws IOException {
    use(ForwardingOptions.defaults().withConnectTimeout(Duration.ofMillis(50)));
    try (BlackHole blackHole = new BlackHole()) {
      forwardAck(blackHole.address(), 1);
      awaitDropped("connect_failed", 1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 0",
    "0.0.0.0, 1789",
    "224.0.0.1, 1789",
    "255.255.255.255, 1789",
    "::1, 0",
    "::, 1789",
    "ff02::1, 1789",
  })
  void forward_unconnectableAddress_isDropped(String host, int port) {
    forwardAck(NodeAddress.of(new InetSocketAddress(host, port)), 1);
    assertThat(dropped("unconnectable")).isEqualTo(1);
    assertThat(hops()).isZero();
  }

  @Test
  void forward_tooManyHops_theLeastRecentlyUsedMakesWay() throws IOException {
    use(ForwardingOptions.defaults().withMaxHops(2));
    try (Receiver first = new Receiver();
        Receiver second = new Receiver();
        Receiver third = new Receiver()) {
      try (Socket toFirst = forwardAndAccept(first);
          Socket toSecond = forwardAndAccept(second)) {
        clock.incrementAndGet();
        forwardAck(first.address(), 2);
        readFrame(toFirst, ACK_FRAME);

        try (Socket toThird = forwardAndAccept(third)) {
          assertThat(toSecond.getInputStream().read()).as("closed").isEqualTo(-1);
          assertThat(hops()).isEqualTo(2);
          forwardAck(first.address(), 3);
          assertThat(number(readFrame(toFirst, ACK_FRAME))).isEqualTo(3);
          assertThat(toThird.isClosed()).isFalse();
        }
      }
    }
  }

  @Test
  void forward_tooManyHops_oneThatIsDownMakesWayFirst() throws IOException {
    use(ForwardingOptions.defaults().withMaxHops(2));
    try (Receiver kept = new Receiver();
        Receiver fresh = new Receiver()) {
      try (Socket toKept = forwardAndAccept(kept)) {
        clock.incrementAndGet();
        forwardAck(Receiver.nobody(), 1);
        awaitDropped("connect_failed", 1);
        try (Socket toFresh = forwardAndAccept(fresh)) {
          forwardAck(kept.address(), 2);
          assertThat(number(readFrame(toKept, ACK_FRAME))).isEqualTo(2);
          assertThat(toFresh.isClosed()).isFalse();
        }
      }
    }
  }

  @Test
  void forward_floodOfMadeUpAddresses_leavesLiveHopsAlone() throws IOException {
    use(ForwardingOptions.defaults().withMaxHops(32));
    try (Receiver live = new Receiver();
        Socket connection = forwardAndAccept(live)) {
      int port = Receiver.nobody().toSocketAddress().getPort();
      for (int address = 0; address < 1000; address++) {
        byte[] madeUp = {127, 1, (byte) (address >> 8), (byte) address};
        forwardAck(
            NodeAddress.of(new InetSocketAddress(InetAddress.getByAddress(madeUp), port)), 1);
        assertThat(hops()).isLessThanOrEqualTo(32);
      }
      forwardAck(live.address(), 2);
      assertThat(number(readFrame(connection, ACK_FRAME))).isEqualTo(2);
    }
  }

  @Test
  void forward_allHopsBusy_isDropped() throws IOException {
    use(
        ForwardingOptions.defaults()
            .withMaxHops(1)
            .withConnectTimeout(FOREVER)
            .withCloseTimeout(Duration.ofMillis(1)));
    try (BlackHole blackHole = new BlackHole();
        Receiver receiver = new Receiver()) {
      forwardAck(blackHole.address(), 1);
      forwardAck(receiver.address(), 2);
      assertThat(dropped("too_many_hops")).isEqualTo(1);
    }
  }

  @Test
  void forward_peerThatTalks_isNotListenedTo() throws IOException {
    try (Receiver receiver = new Receiver()) {
      forwardAck(receiver.address(), 1);
      try (Socket connection = receiver.accept()) {
        connection.getOutputStream().write(new byte[1_000_000]);
        readFrame(connection, ACK_FRAME);
        forwardAck(receiver.address(), 2);
        assertThat(number(readFrame(connection, ACK_FRAME))).isEqualTo(2);
      }
    }
  }

  @Test
  void close_sendsWhatWaits() throws IOException, InterruptedException {
    use(ForwardingOptions.defaults().withCloseTimeout(FOREVER));
    try (Receiver receiver = new Receiver()) {
      for (int packet = 0; packet < 200; packet++) {
        forward(receiver.address(), PacketSize.REGULAR, PacketMode.MIX, packet);
      }

      Thread closing = new Thread(forwarder::close);
      closing.start();

      try (Socket connection = receiver.accept()) {
        for (int packet = 0; packet < 200; packet++) {
          byte[] frame = readFrame(connection, Nym09Frames.bytes(PacketSize.REGULAR));
          assertThat(number(frame)).isEqualTo(packet);
        }
        assertThat(connection.getInputStream().read()).as("closed").isEqualTo(-1);
      }
      closing.join();
    }
  }

  @Test
  void forward_afterClose_isDropped() throws IOException {
    try (Receiver receiver = new Receiver()) {
      try (Socket connection = forwardAndAccept(receiver)) {
        forwarder.close();
        assertThat(connection.getInputStream().read()).as("closed").isEqualTo(-1);
      }
      forwardAck(receiver.address(), 2);
      assertThat(dropped("closed")).isEqualTo(1);
    }
  }

  @Test
  void forward_loopsGone_isDropped() throws IOException {
    EventLoopGroup gone = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    gone.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly();
    SimpleMeterRegistry own = new SimpleMeterRegistry();
    try (TcpPacketForwarder late =
        new TcpPacketForwarder(
            gone, ForwardingOptions.defaults(), Loopback.ALLOWED, clock::get, own)) {
      late.forward(packet(Receiver.nobody(), PacketSize.ACK, PacketMode.MIX, 1));
      assertThat(own.get("postern.forwarding.dropped").tag("reason", "closed").counter().count())
          .isEqualTo(1);
    }
  }

  private void use(ForwardingOptions options) {
    forwarder.close();
    registry = new SimpleMeterRegistry();
    forwarder = forwarder(options);
  }

  private TcpPacketForwarder forwarder(ForwardingOptions options) {
    return new TcpPacketForwarder(eventLoops, options, Loopback.ALLOWED, clock::get, registry);
  }

  private Socket forwardAndAccept(Receiver receiver) throws IOException {
    forwardAck(receiver.address(), 1);
    Socket connection = receiver.accept();
    readFrame(connection, ACK_FRAME);
    return connection;
  }

  private void forwardAck(NodeAddress hop, int number) {
    forward(hop, PacketSize.ACK, PacketMode.MIX, number);
  }

  private void forward(NodeAddress hop, PacketSize size, PacketMode mode, int number) {
    forwarder.forward(packet(hop, size, mode, number));
  }

  private MixPacket packet(NodeAddress hop, PacketSize size, PacketMode mode, int number) {
    ByteBuf bytes = ByteBufAllocator.DEFAULT.heapBuffer(size.packetBytes());
    bytes.writeInt(number).writeZero(size.packetBytes() - Integer.BYTES);
    buffers.add(bytes);
    return new MixPacket(hop, size, mode, bytes);
  }

  private static int number(byte[] frame) {
    return ByteBuffer.wrap(frame).getInt(Nym09Frames.HEAD_BYTES);
  }

  private static byte sizeByte(PacketSize size) {
    return switch (size) {
      case REGULAR -> 1;
      case ACK -> 2;
      case EXTENDED_32 -> 3;
      case EXTENDED_8 -> 4;
      case EXTENDED_16 -> 5;
    };
  }

  private double hops() {
    return registry.get("postern.forwarding.hops").gauge().value();
  }

  private double count(String name) {
    return registry.get(name).counter().count();
  }

  private double dropped(String reason) {
    return registry.get("postern.forwarding.dropped").tag("reason", reason).counter().count();
  }

  private void awaitDropped(String reason, int packets) {
    Await.until(packets + " dropped: " + reason, () -> dropped(reason) == packets);
  }

  private void awaitConnections(int connections) {
    Await.until(
        connections + " connections",
        () -> registry.get("postern.forwarding.connections").gauge().value() == connections);
  }
}
