package dev.postern.net.mixnet;

import dev.postern.net.StallTimer;
import dev.postern.net.wire.SphinxFrameCodec;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection on which a frame was begun and not finished in time: one whose bytes come one
 * by one keeps a buffer and a place, and is never idle. Runs on the channel's event loop, behind
 * the codec.
 */
final class FrameTimeout extends ChannelInboundHandlerAdapter {
  static final Duration LIMIT = Duration.ofSeconds(30);

  /** Goes through the pipeline when it is too late. */
  enum Event {
    FRAME_TOOK_TOO_LONG
  }

  private final SphinxFrameCodec frames;
  private @Nullable StallTimer timer; // null only outside a pipeline

  FrameTimeout(SphinxFrameCodec frames) {
    this.frames = frames;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    timer =
        new StallTimer(
            context.channel().eventLoop(),
            LIMIT,
            () -> false,
            () -> context.fireUserEventTriggered(Event.FRAME_TOOK_TOO_LONG));
  }

  /** A whole frame: if one is under way it was begun just now. */
  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (timer != null) {
      timer.finished();
    }
    context.fireChannelRead(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (timer != null && frames.isInFrame()) {
      timer.underWay();
    }
    context.fireChannelReadComplete();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (timer != null) {
      timer.stop();
    }
    context.fireChannelInactive();
  }
}
