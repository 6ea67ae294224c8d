package dev.postern.net.client;

import dev.postern.net.TokenBucket;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.util.function.LongSupplier;

/**
 * Answers pings and closes in every state of a connection (RFC 6455 §5.5), but no flood of them.
 * Pongs pass: they may confirm something, and whoever finds that one doesn't says so here. Runs on
 * the channel's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel itself
final class ControlFrames extends ChannelInboundHandlerAdapter {
  /** Clients' libraries send one ping in many seconds, and no pongs that nobody asked for. */
  static final TokenBucket.Rate RATE = TokenBucket.Rate.perSecond(32, 128);

  // The decoder sees to all the others that there are none.
  private static final int LAST_STATUS = 4999;

  private final TokenBucket unasked;

  ControlFrames(LongSupplier nanoTime) {
    unasked = new TokenBucket(RATE, nanoTime);
  }

  /** A control frame came that no ping of ours asked for. Too many are the end. */
  void countUnasked() {
    if (!unasked.take()) {
      throw new LimitExceededException(ClientMetrics.Closed.CONTROL_FRAMES);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    // Each answer takes over the reference to the content, and so the frame needs no release.
    if (message instanceof PingWebSocketFrame ping) {
      try {
        countUnasked();
      } catch (LimitExceededException tooMany) {
        ping.release();
        throw tooMany;
      }
      context.writeAndFlush(new PongWebSocketFrame(ping.content()));
    } else if (message instanceof CloseWebSocketFrame close) {
      if (close.statusCode() > LAST_STATUS) {
        close.release();
        throw new CorruptedWebSocketFrameException(
            WebSocketCloseStatus.PROTOCOL_ERROR, "close with a status that there is none");
      }
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
