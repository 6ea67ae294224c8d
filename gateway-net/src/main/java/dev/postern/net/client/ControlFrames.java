package dev.postern.net.client;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;

/**
 * Answers pings and closes in every state of a connection (RFC 6455 §5.5). Pongs pass: they may
 * confirm something. Runs on the channel's event loop.
 */
@Sharable
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel itself
final class ControlFrames extends ChannelInboundHandlerAdapter {
  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    // Each answer takes over the reference to the content, and so the frame needs no release.
    if (message instanceof PingWebSocketFrame ping) {
      context.writeAndFlush(new PongWebSocketFrame(ping.content()));
    } else if (message instanceof CloseWebSocketFrame close) {
      context.fireUserEventTriggered(Farewell.Event.BEGINS); // it may come again at once
      Farewell.limit(context.channel()); // a peer that closes and never reads the echo is closed
      context
          .writeAndFlush(new CloseWebSocketFrame(true, 0, close.content()))
          .addListener(ChannelFutureListener.CLOSE);
    } else {
      context.fireChannelRead(message);
    }
  }
}
