package dev.postern.net.client;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection so that the peer learns why.
 *
 * <p>A socket that is closed while bytes from the peer are unread resets the connection, and a
 * reset makes the peer's kernel throw away our last words if they weren't read yet. So we say them,
 * end our direction, and read and drop what still comes until the peer closes; but not for ever.
 *
 * <p>Runs on the channel's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // there is nothing to do once it is closed
final class Farewell {
  static final long PATIENCE_MILLIS = 2000;

  /** Goes through a pipeline. */
  enum Event {
    /** We or the peer are closing: the client isn't here any more. */
    BEGINS
  }

  private Farewell() {}

  /** Sends a close frame (RFC 6455 §7.4), then closes. Nothing more is handled that comes in. */
  static void close(Channel channel, WebSocketCloseStatus status) {
    if (begin(channel)) {
      closeAfter(channel.writeAndFlush(new CloseWebSocketFrame(status)));
    }
  }

  /**
   * Closes behind what was written, without a close frame: as the reference ends a connection whose
   * client has heard an error, and all of them when it stops. Nothing more is handled that comes
   * in.
   */
  static void hangUp(Channel channel) {
    if (begin(channel)) {
      closeAfter(channel.writeAndFlush(Unpooled.EMPTY_BUFFER));
    }
  }

  /** Whether it is for the caller to say the last words, and nobody has before. */
  private static boolean begin(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    if (pipeline.get(DropInput.class) != null) {
      return false;
    }
    if (pipeline.context(ClientPipeline.FRAME_ENCODER) == null) {
      channel.close(); // not a WebSocket yet
      return false;
    }
    // Bytes that come in are dropped unseen, and so are frames that one read has brought already.
    pipeline.addFirst(new DropInput());
    pipeline.addAfter(ClientPipeline.FRAME_DECODER, null, new DropInput());
    pipeline.fireUserEventTriggered(Event.BEGINS);
    return true;
  }

  /**
   * Closes when the last words have been written and the peer has closed, or when patience is over:
   * a peer that reads nothing would keep its connection otherwise.
   */
  static void closeAfter(ChannelFuture lastWords) {
    Channel channel = lastWords.channel();
    limit(channel);
    lastWords.addListener(
        written -> {
          if (written.isSuccess() && channel instanceof DuplexChannel duplex) {
            endOutput(duplex);
          } else {
            channel.close();
          }
        });
  }

  /** A peer under TLS is told so under TLS, or it would have to think that somebody cut us off. */
  private static void endOutput(DuplexChannel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      channel.shutdownOutput();
    } else {
      tls.closeOutbound().addListener(told -> channel.shutdownOutput());
    }
  }

  /** Closes when patience is over, whatever the peer does or doesn't read. */
  static void limit(Channel channel) {
    Future<?> deadline =
        channel
            .eventLoop()
            .schedule((Runnable) channel::close, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(closed -> deadline.cancel(false));
  }

  private static final class DropInput extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ReferenceCountUtil.release(message);
    }
  }
}
