package dev.postern.benchmarks.load;

import com.google.common.net.InetAddresses;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.function.Supplier;

/** The stages of a client's connection. */
final class ClientStages extends ChannelInitializer<Channel> {
  private static final int LONGEST_FRAME_BYTES = 64 * 1024;

  private final WebSocketClientProtocolConfig config;
  private final Supplier<ChannelHandler> session;

  ClientStages(Target gateway, Supplier<ChannelHandler> session) {
    InetSocketAddress clients = gateway.clients();
    String host = InetAddresses.toUriString(clients.getAddress());
    this.config =
        WebSocketClientProtocolConfig.newBuilder()
            .webSocketUri(URI.create("ws://" + host + ":" + clients.getPort() + "/"))
            .maxFramePayloadLength(LONGEST_FRAME_BYTES)
            .build();
    this.session = session;
  }

  @Override
  protected void initChannel(Channel opened) {
    opened
        .pipeline()
        // Until it is a WebSocket.
        .addLast(new HttpClientCodec())
        .addLast(new HttpObjectAggregator(LONGEST_FRAME_BYTES))
        // Answers pings, as every client's library does.
        .addLast(new WebSocketClientProtocolHandler(config))
        .addLast(session.get());
  }
}
