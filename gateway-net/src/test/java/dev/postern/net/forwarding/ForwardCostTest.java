package dev.postern.net.forwarding;

import static dev.postern.net.forwarding.Receiver.readFrame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.MixPacket;
import dev.postern.net.Nym09Frames;
import dev.postern.net.PacketMode;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What packets to one hop cost its event loop: one task and one flush for all that come while it
 * does something else, such as the acks of all messages that became durable by one fsync.
 */
class ForwardCostTest {
  private static final int ACK_FRAME = Nym09Frames.bytes(PacketSize.ACK);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final AtomicInteger tasks = new AtomicInteger();

  @AfterEach
  void stopLoops() {
    loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 100})
  void forward_whileTheLoopIsBusy_costsOneTask(int packets) throws Exception {
    try (Receiver hop = new Receiver();
        TcpPacketForwarder forwarder = forwarder()) {
      forwarder.forward(ack(hop.address()));
      try (Socket connection = hop.accept()) {
        readFrame(connection, ACK_FRAME);
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        loops.execute(
            () -> {
              busy.countDown();
              awaitUninterruptibly(free);
            });
        busy.await();
        tasks.set(0);

        try {
          for (int packet = 0; packet < packets; packet++) {
            forwarder.forward(ack(hop.address()));
          }
          assertThat(tasks).hasValue(1);
        } finally {
          free.countDown();
        }
        readFrame(connection, packets * ACK_FRAME);
        assertThat(tasks).hasValue(1);
      }
    }
  }

  @Test
  void forward_onTheLoopItself_costsOneTask() throws Exception {
    try (Receiver hop = new Receiver();
        TcpPacketForwarder forwarder = forwarder()) {
      forwarder.forward(ack(hop.address()));
      try (Socket connection = hop.accept()) {
        readFrame(connection, ACK_FRAME);
        tasks.set(0);
        loops.execute(
            () -> {
              for (int packet = 0; packet < 100; packet++) {
                forwarder.forward(ack(hop.address()));
              }
            });
        readFrame(connection, 100 * ACK_FRAME);
        assertThat(tasks).hasValue(1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 100})
  void drain_anyNumberOfPackets_flushesOnce(int packets) {
    Writes writes = new Writes();
    EmbeddedChannel channel = new EmbeddedChannel(writes);
    HopServices services =
        new HopServices(
            ForwardingOptions.defaults(),
            System::nanoTime,
            new ForwardingMetrics(registry),
            new QueueMemory(1 << 20),
            new ConnectSlots(1),
            new FrameForms(FrameChoice.AUTO));
    HopQueue queue = new HopQueue(1 << 20, services.memory(), services.metrics());
    NodeAddress hop = NodeAddress.of(new InetSocketAddress("10.1.2.3", 1789));
    for (int packet = 0; packet < packets; packet++) {
      queue.offer(ack(hop), true);
    }
    HopConnection connection = HopConnection.opened(channel, queue, services, () -> {});

    assertThat(connection.drain()).isFalse();
    assertThat(writes.count).isEqualTo(packets);
    assertThat(writes.flushes).isOne();
    connection.ended();
    for (ByteBuf frame = channel.readOutbound(); frame != null; frame = channel.readOutbound()) {
      assertThat(frame.readableBytes()).isEqualTo(ACK_FRAME);
      frame.release();
    }
    assertThat(services.memory().used()).isZero();
    assertThat(channel.finish()).isFalse();
  }

  private static final class Writes extends ChannelOutboundHandlerAdapter {
    private int count;
    private int flushes;

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // it is the promise
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      count++;
      context.write(message, promise);
    }

    @Override
    public void flush(ChannelHandlerContext context) {
      flushes++;
      context.flush();
    }
  }

  /** On one loop, which is handed over as the group that it is too. */
  private TcpPacketForwarder forwarder() {
    return new TcpPacketForwarder(
        counted(loops.next()),
        ForwardingOptions.defaults(),
        Loopback.ALLOWED,
        System::nanoTime,
        registry);
  }

  /** The same loop, whose tasks are counted. */
  private EventLoop counted(EventLoop loop) {
    return (EventLoop)
        Proxy.newProxyInstance(
            EventLoop.class.getClassLoader(),
            new Class<?>[] {EventLoop.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("next")) {
                return proxy;
              }
              if (method.getName().equals("execute")) {
                tasks.incrementAndGet();
              }
              try {
                return method.invoke(loop, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts a loop", e);
    }
  }

  private static MixPacket ack(NodeAddress hop) {
    int bytes = PacketSize.ACK.packetBytes();
    return new MixPacket(
        hop,
        PacketSize.ACK,
        PacketMode.MIX,
        ByteBufAllocator.DEFAULT.heapBuffer(bytes, bytes).writeZero(bytes));
  }
}
