package dev.postern.net.client;

import dev.postern.net.client.ClientMetrics.Closed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Fragments in, whole messages out, and text only if it is UTF-8 (RFC 6455 §5.4, §8.1). What is no
 * text ends in a {@link CorruptedWebSocketFrameException}, what is too long or in too many pieces
 * in a {@link LimitExceededException}; both have the status to close with.
 *
 * <p>The decoder before it has seen to the order of fragments. Control frames between them pass.
 * Runs on the channel's event loop.
 */
final class MessageAssembler extends ChannelInboundHandlerAdapter {
  /** The longest message of a stranger; those of a registration have a tenth of it. */
  static final int STRANGERS_BYTES = 8 * 1024;

  static final int MAX_FRAGMENTS = 64;

  private final int maxBytes;
  private final Standing standing;
  private @Nullable ByteBuf fragments; // null unless in the midst of a message
  private int fragmentCount; // of that message
  private boolean text; // what kind of message that is

  MessageAssembler(int maxBytes, Standing standing) {
    this.maxBytes = maxBytes;
    this.standing = standing;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ContinuationWebSocketFrame fragment && fragments != null) {
      append(context, fragment, fragments);
    } else if (message instanceof TextWebSocketFrame || message instanceof BinaryWebSocketFrame) {
      WebSocketFrame frame = (WebSocketFrame) message;
      if (frame.isFinalFragment()) {
        if (frame.content().readableBytes() > most()) {
          frame.release();
          throw new LimitExceededException(Closed.TOO_BIG);
        }
        deliver(context, frame);
      } else {
        fragmentCount = 0;
        text = frame instanceof TextWebSocketFrame;
        fragments = context.alloc().heapBuffer(frame.content().readableBytes());
        append(context, frame, fragments);
      }
    } else {
      context.fireChannelRead(message);
    }
  }

  private void append(ChannelHandlerContext context, WebSocketFrame fragment, ByteBuf soFar) {
    try {
      fragmentCount++;
      if (soFar.readableBytes() + fragment.content().readableBytes() > most()) {
        drop();
        throw new LimitExceededException(Closed.TOO_BIG);
      }
      if (fragmentCount > MAX_FRAGMENTS) {
        drop();
        throw new LimitExceededException(Closed.TOO_MANY_FRAGMENTS);
      }
      soFar.writeBytes(fragment.content());
    } finally {
      fragment.release();
    }
    if (fragment.isFinalFragment()) {
      fragments = null;
      deliver(context, text ? new TextWebSocketFrame(soFar) : new BinaryWebSocketFrame(soFar));
    }
  }

  /** Texts of those who are known may be as long as packets: credentials are long as JSON. */
  private int most() {
    return standing.isStranger() ? Math.min(maxBytes, STRANGERS_BYTES) : maxBytes;
  }

  private static void deliver(ChannelHandlerContext context, WebSocketFrame whole) {
    if (whole instanceof TextWebSocketFrame
        && !ByteBufUtil.isText(whole.content(), StandardCharsets.UTF_8)) {
      whole.release();
      throw new CorruptedWebSocketFrameException(
          WebSocketCloseStatus.INVALID_PAYLOAD_DATA, "text is not UTF-8");
    }
    context.fireChannelRead(whole);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    drop();
  }

  private void drop() {
    if (fragments != null) {
      fragments.release();
      fragments = null;
    }
  }
}
