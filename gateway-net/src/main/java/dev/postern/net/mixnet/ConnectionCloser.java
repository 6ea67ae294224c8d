package dev.postern.net.mixnet;

import dev.postern.net.LogLimiter;
import dev.postern.net.StackLine;
import dev.postern.net.wire.UnknownFrameException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a mixnet pipeline: closes the connection, and counts why, when it was silent for too
 * long, when its bytes make no frames, or when it breaks. Runs on the channel's event loop.
 */
final class ConnectionCloser extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(ConnectionCloser.class);

  private static final LogLimiter closed = LogLimiter.ofPeers();

  private final MixnetMetrics metrics;
  private final LogLimiter defects;

  ConnectionCloser(MixnetMetrics metrics, LogLimiter defects) {
    this.metrics = metrics;
    this.defects = defects;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof IdleStateEvent) {
      close(context, MixnetMetrics.Closed.IDLE);
    } else if (event == FrameTimeout.Event.FRAME_TOOK_TOO_LONG) {
      close(context, MixnetMetrics.Closed.FRAME_TIMEOUT);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof UnknownFrameException unknown) {
      close(
          context,
          switch (unknown.reason()) {
            case SIZE -> MixnetMetrics.Closed.UNKNOWN_SIZE;
            case MODE -> MixnetMetrics.Closed.UNKNOWN_MODE;
            case ROTATION -> MixnetMetrics.Closed.UNKNOWN_ROTATION;
            case OUTFOX -> MixnetMetrics.Closed.OUTFOX;
          });
    } else {
      if (!(cause instanceof IOException)) {
        defects.log(
            more ->
                log.error(
                    "mixnet connection closed for a defect of ours ({} more): {}",
                    more,
                    StackLine.of(cause)));
      }
      close(context, MixnetMetrics.Closed.ERROR);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // there is nothing to do once it is closed
  private void close(ChannelHandlerContext context, MixnetMetrics.Closed reason) {
    metrics.closed.count(reason);
    closed.debug(
        log,
        more ->
            log.debug(
                "closing mixnet connection of {}: {} ({} more)",
                context.channel().remoteAddress(),
                reason,
                more));
    context.close();
  }
}
