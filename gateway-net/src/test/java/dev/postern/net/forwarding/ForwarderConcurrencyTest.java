package dev.postern.net.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.Await;
import dev.postern.net.MixPacket;
import dev.postern.net.Nym09Frames;
import dev.postern.net.PacketMode;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Many threads forward at once. What would break: a turn that is scheduled by nobody leaves packets
 * in a queue for ever; a hop that makes way while a packet is being put into it loses that packet's
 * buffer.
 */
class ForwarderConcurrencyTest {
  private static final int THREADS = 4;
  private static final int PACKETS = 5000; // of each thread
  private static final int ACK_FRAME = Nym09Frames.bytes(PacketSize.ACK);
  private static EventLoopGroup eventLoops;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Queue<ByteBuf> buffers = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void startLoops() {
    eventLoops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  }

  @AfterAll
  static void stopLoops() {
    eventLoops.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  @Test
  void forward_fromManyThreads_losesNothingAndKeepsEachOnesOrder() throws Exception {
    ForwardingOptions roomy =
        ForwardingOptions.defaults().withQueueBytes(2 * THREADS * PACKETS * ACK_FRAME);
    try (Receiver receiver = new Receiver();
        TcpPacketForwarder forwarder = forwarder(roomy)) {
      NodeAddress hop = receiver.address();
      List<Thread> senders = start((sender, number) -> forwarder.forward(ack(hop, sender, number)));
      try (Socket connection = receiver.accept()) {
        int[] next = new int[THREADS];
        for (int packet = 0; packet < THREADS * PACKETS; packet++) {
          ByteBuffer frame = ByteBuffer.wrap(Receiver.readFrame(connection, ACK_FRAME));
          int sender = frame.getInt(Nym09Frames.HEAD_BYTES);
          assertThat(frame.getInt(Nym09Frames.HEAD_BYTES + Integer.BYTES))
              .isEqualTo(next[sender]++);
        }
      }
      join(senders);
    }
    awaitAllReleased();
  }

  @Test
  void forward_whileHopsMakeWay_accountsForEveryPacket() throws Exception {
    ForwardingOptions few =
        ForwardingOptions.defaults()
            .withMaxHops(2)
            .withBackoff(Duration.ZERO, Duration.ZERO)
            .withMaximumAttempts(2);
    List<NodeAddress> hops = new ArrayList<>();
    for (int hop = 0; hop < THREADS; hop++) {
      hops.add(Receiver.nobody());
    }
    try (TcpPacketForwarder forwarder = forwarder(few)) {
      join(
          start(
              (sender, number) ->
                  forwarder.forward(ack(hops.get(number % THREADS), sender, number))));
    }
    awaitAllReleased();
    double dropped =
        registry.get("postern.forwarding.dropped").counters().stream()
            .mapToDouble(Counter::count)
            .sum();
    assertThat(dropped).isEqualTo(THREADS * PACKETS);
  }

  private interface Sending {
    void send(int sender, int number);
  }

  private static List<Thread> start(Sending sending) {
    List<Thread> threads = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      int sender = thread;
      threads.add(
          new Thread(
              () -> {
                for (int number = 0; number < PACKETS; number++) {
                  sending.send(sender, number);
                }
              }));
    }
    threads.forEach(Thread::start);
    return threads;
  }

  private static void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private TcpPacketForwarder forwarder(ForwardingOptions options) throws IOException {
    return new TcpPacketForwarder(
        eventLoops, options, Loopback.ALLOWED, System::nanoTime, registry);
  }

  private MixPacket ack(NodeAddress hop, int sender, int number) {
    ByteBuf bytes = ByteBufAllocator.DEFAULT.heapBuffer(PacketSize.ACK.packetBytes());
    bytes.writeInt(sender).writeInt(number);
    bytes.writeZero(PacketSize.ACK.packetBytes() - bytes.readableBytes());
    buffers.add(bytes);
    return new MixPacket(hop, PacketSize.ACK, PacketMode.MIX, bytes);
  }

  private void awaitAllReleased() {
    Await.until("all is released", () -> buffers.stream().allMatch(buffer -> buffer.refCnt() == 0));
  }
}
