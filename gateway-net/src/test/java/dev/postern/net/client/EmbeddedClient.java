package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.SourceAddress;
import dev.postern.net.delivery.OnlineClients;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.storage.GatewayStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A client's pipeline without sockets and threads: bytes in, frames out, time stands still. */
final class EmbeddedClient {
  final IdentityPrivateKey identity;
  final TestGateway.RecordingForwarder forwarder;
  final SimpleMeterRegistry meters;
  final EmbeddedChannel channel;
  private final EmbeddedChannel frames =
      new EmbeddedChannel(new WebSocket13FrameDecoder(false, false, 4 << 20));

  /** Upgraded. */
  EmbeddedClient(GatewayStore store, OnlineClients online, ClientOptions options) {
    this(store, online, options, Clock.fixed(TestGateway.NOW, ZoneOffset.UTC));
  }

  EmbeddedClient(GatewayStore store, OnlineClients online, ClientOptions options, Clock clock) {
    this(
        new EmbeddedGateway(store, online, options, clock), InetAddress.getLoopbackAddress(), true);
  }

  /** One of a gateway's clients, from an address; upgraded or not. */
  EmbeddedClient(EmbeddedGateway gateway, InetAddress source, boolean upgraded) {
    identity = gateway.identity;
    forwarder = gateway.forwarder;
    meters = gateway.meters;
    channel = new EmbeddedChannel();
    channel.freezeTime();
    channel.config().setAllocator(ClientServer.HEAP_FRAMES);
    SourceAddress.tell(channel, new InetSocketAddress(source, 4711));
    channel.pipeline().addLast(gateway.pipeline);
    // The limits look at a connection when it becomes active, which this one was before they stood.
    channel.pipeline().fireChannelActive();
    if (upgraded) {
      upgrade();
    }
  }

  private void upgrade() {
    send(RawWebSocket.UPGRADE);
    ByteBuf response = channel.readOutbound();
    assertThat(response.toString(StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 101 ");
    response.release();
    ByteBuf body = channel.readOutbound(); // none: an empty buffer, if at all
    if (body != null) {
      assertThat(body.isReadable()).isFalse();
      body.release();
    }
  }

  void send(byte[]... bytes) {
    channel.writeInbound(channel.alloc().buffer().writeBytes(RawWebSocket.concatenate(bytes)));
  }

  void sendText(String text) {
    send(RawWebSocket.text(text));
  }

  /** All frames that came out since the last look, as {@link RawWebSocket.Frame}s. */
  List<RawWebSocket.Frame> received() {
    runAllTasks();
    for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
      frames.writeInbound(bytes);
    }
    List<RawWebSocket.Frame> received = new ArrayList<>();
    for (WebSocketFrame frame = frames.readInbound(); frame != null; frame = frames.readInbound()) {
      received.add(new RawWebSocket.Frame(opcode(frame), ByteBufUtil.getBytes(frame.content())));
      frame.release();
    }
    return received;
  }

  /** Also what is put off to later turns of the loop, but not what waits for a time. */
  private void runAllTasks() {
    do {
      channel.runPendingTasks();
    } while (channel.hasPendingTasks());
  }

  /** The bytes that came out since the last look, instead of {@link #received}. */
  byte[] receivedBytes() {
    runAllTasks();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
      all.writeBytes(ByteBufUtil.getBytes(bytes));
      bytes.release();
    }
    return all.toByteArray();
  }

  List<String> receivedTexts() {
    return received().stream().map(RawWebSocket.Frame::text).toList();
  }

  /** What came out since the last look, but for pings, which get their pongs. */
  List<RawWebSocket.Frame> receivedConfirming() {
    List<RawWebSocket.Frame> others = new ArrayList<>();
    for (RawWebSocket.Frame frame : received()) {
      if (frame.opcode() == RawWebSocket.PING) {
        send(RawWebSocket.frame(RawWebSocket.PONG, frame.payload()));
      } else {
        others.add(frame);
      }
    }
    return others;
  }

  /** Time goes on here; elsewhere it stands still. */
  void advance(Duration time) {
    channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    runAllTasks();
  }

  double closed(ClientMetrics.Closed reason) {
    return meters
        .get("postern.clients.closed")
        .tag("reason", reason.name().toLowerCase(Locale.ROOT))
        .counter()
        .count();
  }

  /** The socket's buffer is full, or has room again. */
  void setWritable(boolean writable) {
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, writable);
    runAllTasks();
  }

  /** The connection ends, and nothing was left over. */
  void finish() {
    assertThat(channel.finish()).isFalse();
    assertThat(frames.finish()).isFalse();
  }

  private static int opcode(WebSocketFrame frame) {
    return switch (frame.getClass().getSimpleName()) {
      case "TextWebSocketFrame" -> RawWebSocket.TEXT;
      case "BinaryWebSocketFrame" -> RawWebSocket.BINARY;
      case "PingWebSocketFrame" -> RawWebSocket.PING;
      case "PongWebSocketFrame" -> RawWebSocket.PONG;
      case "CloseWebSocketFrame" -> RawWebSocket.CLOSE;
      default -> throw new AssertionError("a fragment: " + frame);
    };
  }
}
