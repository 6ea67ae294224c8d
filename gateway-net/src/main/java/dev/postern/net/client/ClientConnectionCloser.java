package dev.postern.net.client;

import dev.postern.net.LogLimiter;
import dev.postern.net.StackLine;
import dev.postern.net.client.ClientMetrics.Closed;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a client's pipeline: whatever went wrong before it closes the connection, with a
 * status that says why. Runs on the channel's event loop.
 */
@Sharable
final class ClientConnectionCloser extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(ClientConnectionCloser.class);

  private final ClientMetrics metrics;
  private final LogLimiter defects = LogLimiter.ofPeers();
  private final LogLimiter violations = LogLimiter.ofPeers();

  ClientConnectionCloser(ClientMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // there is nothing to do once it is closed
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof CorruptedWebSocketFrameException violation) {
      violations.debug(
          log,
          more ->
              log.debug(
                  "closing a client's connection with status {} ({} more)",
                  violation.closeStatus().code(),
                  more));
      metrics.closed.count(reason(violation.closeStatus()));
      Farewell.close(context.channel(), violation.closeStatus());
      return;
    }
    if (cause instanceof LimitExceededException excess) {
      log.debug("closing a client's connection: {}", excess.reason());
      metrics.closed.count(excess.reason());
      Farewell.close(context.channel(), excess.closeStatus());
      return;
    }
    if (cause instanceof IOException) {
      context.close();
    } else {
      metrics.closed.count(Closed.ERROR);
      defects.log(
          more ->
              log.error(
                  "a client's connection closed for a defect of ours ({} more): {}",
                  more,
                  StackLine.of(cause)));
      Farewell.close(context.channel(), WebSocketCloseStatus.INTERNAL_SERVER_ERROR);
    }
  }

  private static Closed reason(WebSocketCloseStatus status) {
    if (status.equals(WebSocketCloseStatus.MESSAGE_TOO_BIG)) {
      return Closed.TOO_BIG;
    }
    return status.equals(WebSocketCloseStatus.INVALID_PAYLOAD_DATA)
        ? Closed.NOT_UTF8
        : Closed.PROTOCOL_VIOLATION;
  }
}
