package dev.postern.net.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.Await;
import dev.postern.net.MixPacket;
import dev.postern.net.PacketMode;
import dev.postern.net.RecordingForwarder;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets for the gateway itself, whatever is allowed: none of them opens a connection. */
class OwnAddressesTest {
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final RecordingForwarder inside = new RecordingForwarder();
  private final TcpPacketForwarder forwarder =
      new TcpPacketForwarder(
          loops, ForwardingOptions.defaults(), Loopback.ALLOWED, System::nanoTime, registry);

  @AfterEach
  void close() {
    assertThat(registry.get("postern.forwarding.connect_failures").counter().count()).isZero();
    forwarder.close();
    loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  @Test
  void mixAddress_boundOrAnnounced_goesInside() {
    forwarder.own(
        List.of(socket("127.0.0.1", 1789), socket("192.0.2.7", 1789)),
        List.of(socket("127.0.0.1", 9000)),
        inside);

    forward("127.0.0.1", 1789);
    forward("192.0.2.7", 1789);

    assertThat(inside.forwarded())
        .extracting(packet -> packet.packet().nextHop().toString())
        .containsExactly("127.0.0.1:1789", "192.0.2.7:1789");
    assertThat(dropped("own_address")).isZero();
    assertThat(hops()).isZero();
  }

  @Test
  void clientsAddress_isRefused() {
    forwarder.own(List.of(socket("127.0.0.1", 1789)), List.of(socket("127.0.0.1", 9000)), inside);
    forward("127.0.0.1", 9000);
    assertThat(dropped("own_address")).isOne();
    assertThat(inside.forwarded()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "::1"})
  void mixPortOnAWildcard_isOursOnEveryAddressOfThisMachine(String host) {
    forwarder.own(List.of(socket("0.0.0.0", 1789)), List.of(), inside);
    forward(host, 1789);
    assertThat(inside.forwarded()).hasSize(1);
  }

  /** It is bound there, but nobody can be reached at such an address. */
  @Test
  void unspecifiedAddress_isNoWayIn() {
    forwarder.own(List.of(socket("0.0.0.0", 1789)), List.of(), inside);
    forward("0.0.0.0", 1789);
    forward("127.0.0.1", 0);
    assertThat(dropped("unconnectable")).isEqualTo(2);
    assertThat(inside.forwarded()).isEmpty();
  }

  /** Names that we announce are looked up; packets may come before that is done. */
  @Test
  void hopThatTurnsOutToBeOurselves_isClosed_andItsPacketsGoInside() throws IOException {
    try (Receiver announced = new Receiver()) {
      InetSocketAddress address = announced.address().toSocketAddress();
      forward(address.getHostString(), address.getPort());
      announced.accept().close();

      forwarder.own(List.of(address), List.of(), inside);

      assertThat(hops()).isZero();
      Await.until(
          "its connection is closed",
          () -> registry.get("postern.forwarding.connections").gauge().value() == 0);
      forward(address.getHostString(), address.getPort());
      assertThat(inside.forwarded()).hasSize(1);
    }
  }

  /** The peer didn't refuse us, so nothing is counted or waited for (see {@link #close}). */
  @Test
  void hopThatTurnsOutToBeOurselves_whileItConnects_isNoFailure() throws Exception {
    try (Receiver announced = new Receiver()) {
      InetSocketAddress address = announced.address().toSocketAddress();
      EventLoop loop = loops.next();
      CompletableFuture<Void> told = new CompletableFuture<>();
      Runnable own =
          () -> {
            forwarder.own(List.of(address), List.of(), inside);
            told.complete(null);
          };
      // Tasks run in turn: the hop's, which asks for a slot; its next, which connects; then ours.
      loop.execute(
          () -> {
            forward(address.getHostString(), address.getPort());
            loop.execute(() -> loop.execute(own));
          });
      told.get(60, TimeUnit.SECONDS);
      announced.accept().close(); // it was connecting
      loop.submit(() -> {}).get(60, TimeUnit.SECONDS); // and has been closed

      assertThat(dropped("own_address")).isOne();
    }
  }

  private static InetSocketAddress socket(String host, int port) {
    return new InetSocketAddress(host, port);
  }

  private void forward(String host, int port) {
    forwarder.forward(
        new MixPacket(
            NodeAddress.of(socket(host, port)),
            PacketSize.ACK,
            PacketMode.MIX,
            ByteBufAllocator.DEFAULT.heapBuffer().writeZero(PacketSize.ACK.packetBytes())));
  }

  private double dropped(String reason) {
    return registry.get("postern.forwarding.dropped").tag("reason", reason).counter().count();
  }

  private double hops() {
    return registry.get("postern.forwarding.hops").gauge().value();
  }
}
