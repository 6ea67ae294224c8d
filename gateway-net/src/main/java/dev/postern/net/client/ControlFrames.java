package dev.postern.net.client;

import dev.postern.net.TokenBucket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.nio.charset.StandardCharsets;
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

  private static final int HIGHEST_STATUS = 4999;

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
      check(close);
      context.fireUserEventTriggered(Farewell.Event.BEGINS); // it may come again at once
      Farewell.limit(context.channel()); // a peer that closes and never reads the echo is closed
      context
          .writeAndFlush(new CloseWebSocketFrame(true, 0, close.content()))
          .addListener(ChannelFutureListener.CLOSE);
    } else {
      context.fireChannelRead(message);
    }
  }

  /** What the decoder lets pass of a close's status and reason (RFC 6455 §5.5.1, §7.4). */
  private static void check(CloseWebSocketFrame close) {
    ByteBuf content = close.content();
    if (!content.isReadable()) {
      return; // neither; half a status doesn't get here
    }
    int status = content.getUnsignedShort(content.readerIndex());
    int reasonAt = content.readerIndex() + Short.BYTES;
    boolean isText =
        ByteBufUtil.isText(
            content, reasonAt, content.writerIndex() - reasonAt, StandardCharsets.UTF_8);
    if (status > HIGHEST_STATUS || !isText) {
      close.release();
      throw isText
          ? new CorruptedWebSocketFrameException(
              WebSocketCloseStatus.PROTOCOL_ERROR, "close status that there is not")
          : new CorruptedWebSocketFrameException(
              WebSocketCloseStatus.INVALID_PAYLOAD_DATA, "reason that is not UTF-8");
    }
  }
}
