package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import dev.postern.net.AdmissionLimits;
import dev.postern.net.Await;
import dev.postern.net.SourceAddress;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PROXY protocol, version 2: from whom, in which form, and whose connection it then is. */
class ProxyHeaderTest {
  private static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");
  private static final int PROXY = 0x21;
  private static final int LOCAL = 0x20;
  private static final int TCP4 = 0x11;
  private static final int UDP4 = 0x12;
  private static final int TCP6 = 0x21;
  private static final byte[] NOTHING = {};

  private final TestGateway gateway = new TestGateway();
  private final List<ClientServer> servers = new ArrayList<>();

  @AfterEach
  void close() {
    servers.forEach(ClientServer::close);
    gateway.close();
  }

  private InetSocketAddress listen(String trusted, ClientOptions options) throws IOException {
    ClientServer server =
        new ClientServer(
            gateway.eventLoops(), gateway.services, TestGateway.ENGINE, options, gateway.meters);
    servers.add(server);
    return server.bind(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        new ClientPort(Optional.empty(), TrustedProxies.of(List.of(trusted))));
  }

  private InetSocketAddress behindProxy() throws IOException {
    return listen("127.0.0.0/8", ClientOptions.defaults());
  }

  private double closed(String reason) {
    return gateway.meters.counter("postern.clients.closed", "reason", reason).count();
  }

  static byte[] header(int command, int family, byte[] addresses, byte[] more) {
    ByteBuffer header = ByteBuffer.allocate(16 + addresses.length + more.length);
    header.put(SIGNATURE).put((byte) command).put((byte) family);
    header.putShort((short) (addresses.length + more.length)).put(addresses).put(more);
    return header.array();
  }

  static byte[] from(String source) {
    byte[] address = InetAddresses.forString(source).getAddress();
    ByteBuffer block = ByteBuffer.allocate(2 * address.length + 4);
    block.put(address).put(address).putShort((short) 4711).putShort((short) 9000);
    return header(PROXY, address.length == 4 ? TCP4 : TCP6, block.array(), NOTHING);
  }

  /** A TLV of a type for private use. */
  private static byte[] tlv(int length) {
    ByteBuffer tlv = ByteBuffer.allocate(3 + length);
    tlv.put((byte) 0xe0).putShort((short) length);
    return tlv.array();
  }

  private static byte[] withTlv(int length) {
    byte[] plain = from("203.0.113.7");
    return header(PROXY, TCP4, Arrays.copyOfRange(plain, 16, plain.length), tlv(length));
  }

  @ParameterizedTest
  @MethodSource("goodHeaders")
  void goodHeader_fromATrustedPeer_opensTheWay(byte[] header) throws IOException {
    try (RawWebSocket client = new RawWebSocket(behindProxy())) {
      client.send(header, RawWebSocket.UPGRADE);
      assertThat(client.readHttpHead()).startsWith("HTTP/1.1 101 ");
      client.expectNothingMore();
    }
  }

  static List<byte[]> goodHeaders() {
    return List.of(
        from("203.0.113.7"),
        from("2001:db8::7"),
        withTlv(300),
        header(LOCAL, 0, NOTHING, NOTHING),
        header(LOCAL, TCP4, new byte[12], NOTHING));
  }

  @Test
  void goodHeader_byteByByte_opensTheWay() throws IOException {
    try (RawWebSocket client = new RawWebSocket(behindProxy())) {
      for (byte next : RawWebSocket.concatenate(from("203.0.113.7"), RawWebSocket.UPGRADE)) {
        client.send(new byte[] {next});
      }
      assertThat(client.readHttpHead()).startsWith("HTTP/1.1 101 ");
    }
  }

  @ParameterizedTest
  @MethodSource("badHeaders")
  void badHeader_fromATrustedPeer_isClosedAndCounted(byte[] header) throws IOException {
    try (RawWebSocket client = new RawWebSocket(behindProxy())) {
      client.send(header, RawWebSocket.UPGRADE);
      assertThat(client.drain()).isEmpty();
      Await.until("it is counted", () -> closed("proxy_header") == 1);
      assertThat(closed("error")).isZero();
    }
  }

  static List<byte[]> badHeaders() {
    byte[] version3 = from("203.0.113.7");
    version3[12] = 0x31;
    byte[] unknownCommand = from("203.0.113.7");
    unknownCommand[12] = 0x2f;
    return List.of(
        NOTHING, // straight to HTTP
        RawWebSocket.ascii("PROXY TCP4 203.0.113.7 203.0.113.8 4711 9000\r\n"),
        RawWebSocket.ascii("PROXY UNKNOWN\r\n"),
        version3,
        unknownCommand,
        header(PROXY, TCP4, new byte[4], NOTHING), // too short for its addresses
        header(PROXY, UDP4, new byte[12], NOTHING),
        header(PROXY, 0, NOTHING, NOTHING), // for nobody in particular
        header(PROXY, 0x31, new byte[216], NOTHING), // a Unix socket
        withTlv(60_000));
  }

  @Test
  void partialHeader_isClosedByTheUpgradesDeadline() throws IOException {
    InetSocketAddress address =
        listen("127.0.0.1", ClientOptions.defaults().withUpgradeTimeout(Duration.ofMillis(100)));
    try (RawWebSocket client = new RawWebSocket(address)) {
      client.send(Arrays.copyOf(from("203.0.113.7"), 20));
      assertThat(client.drain()).isEmpty();
      Await.until("it is counted", () -> closed("upgrade_timeout") == 1);
    }
  }

  @Test
  void header_fromAnUntrustedPeer_isAnswered400() throws IOException {
    InetSocketAddress address = listen("203.0.113.0/24", ClientOptions.defaults());
    try (RawWebSocket client = new RawWebSocket(address)) {
      client.send(from("203.0.113.7"), RawWebSocket.UPGRADE);
      assertThat(client.readHttpHead()).startsWith("HTTP/1.1 400 ");
      Await.until("it is counted", () -> closed("bad_upgrade") == 1);
    }
  }

  /** All of them come from one address as the kernel sees it, which is loopback and exempt. */
  @Test
  void limitPerSource_behindAProxy_goesByWhatTheHeaderSays() throws IOException {
    InetSocketAddress address =
        listen(
            "127.0.0.0/8",
            ClientOptions.defaults()
                .withAdmission(AdmissionLimits.defaults().withPerSource(1, 100)));
    try (RawWebSocket first = new RawWebSocket(address);
        RawWebSocket second = new RawWebSocket(address);
        RawWebSocket other = new RawWebSocket(address)) {
      first.send(from("203.0.113.7"), RawWebSocket.UPGRADE);
      assertThat(first.readHttpHead()).startsWith("HTTP/1.1 101 ");
      second.send(from("203.0.113.7"), RawWebSocket.UPGRADE);
      assertThat(second.drain()).isEmpty();
      assertThat(closed("source_limit")).isEqualTo(1);
      other.send(from("203.0.113.8"), RawWebSocket.UPGRADE);
      assertThat(other.readHttpHead()).startsWith("HTTP/1.1 101 ");
      first.expectNothingMore();
    }
    try (RawWebSocket next = new RawWebSocket(address)) {
      Await.until("all have left", () -> servers.get(0).connections() == 0);
      next.send(from("203.0.113.7"), RawWebSocket.UPGRADE);
      assertThat(next.readHttpHead()).startsWith("HTTP/1.1 101 ");
    }
  }

  /** Limits by source look at this address when the connection becomes active. */
  @ParameterizedTest
  @ValueSource(strings = {"203.0.113.7", "2001:db8::7", "::ffff:203.0.113.7"})
  void source_thatATrustedProxyTells_isKnownBeforeTheConnectionIsActive(String source) {
    Listening listening = new Listening();
    EmbeddedChannel channel = channel(listening);
    assertThat(listening.sources).isEmpty();

    byte[] header = from(source);
    channel.writeInbound(Unpooled.copiedBuffer(header, 0, 10));
    assertThat(listening.sources).isEmpty();
    channel.writeInbound(
        Unpooled.wrappedBuffer(
            Unpooled.copiedBuffer(header, 10, header.length - 10),
            Unpooled.wrappedBuffer(RawWebSocket.ascii("GET"))));

    assertThat(listening.sources).containsExactly(InetAddresses.forString(source));
    assertThat(channel.pipeline().get(ProxyHeader.class)).isNull();
    assertThat(channel.<ByteBuf>readInbound().release()).isTrue();
    assertThat(channel.finish()).isFalse();
    assertThat(listening.inactive).isEqualTo(1);
  }

  @Test
  void proxyThatLeavesWithoutAHeader_wasNeverThere() {
    Listening listening = new Listening();
    EmbeddedChannel channel = channel(listening);
    channel.writeInbound(Unpooled.copiedBuffer(from("203.0.113.7"), 0, 10));

    assertThat(channel.finish()).isFalse();
    assertThat(listening.sources).isEmpty();
    assertThat(listening.inactive).isZero();
  }

  private static EmbeddedChannel channel(Listening listening) {
    return new EmbeddedChannel(
        new HAProxyMessageDecoder(4096),
        new ProxyHeader(new ClientMetrics(new SimpleMeterRegistry())),
        listening);
  }

  /** As a limit by source does. */
  private static final class Listening extends ChannelInboundHandlerAdapter {
    final List<InetAddress> sources = new ArrayList<>();
    int inactive;

    @Override
    public void channelActive(ChannelHandlerContext context) {
      sources.add(SourceAddress.of(context.channel()));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      inactive++;
    }
  }
}
