package dev.postern.net.client;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns a connection from HTTP into a WebSocket, and leaves the pipeline; or answers 400 and
 * closes. Runs on the channel's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel itself
final class WebSocketUpgrade extends ChannelInboundHandlerAdapter {
  private final Duration timeout;
  private final Consumer<ChannelPipeline> webSocketStages;
  private final ClientMetrics metrics;
  private @Nullable UpgradeRequest request; // null until the headers have come
  private @Nullable ScheduledFuture<?> deadline; // null only outside a pipeline
  private boolean refused;

  /**
   * With what follows HTTP.
   *
   * @param timeout for the whole request
   * @param webSocketStages puts the WebSocket's encoder and handlers into the pipeline, then puts
   *     its frame decoder in the place of the HTTP decoder
   */
  WebSocketUpgrade(
      Duration timeout, Consumer<ChannelPipeline> webSocketStages, ClientMetrics metrics) {
    this.timeout = timeout;
    this.webSocketStages = webSocketStages;
    this.metrics = metrics;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    deadline =
        context
            .executor()
            .schedule(
                () -> {
                  metrics.closed.count(ClientMetrics.Closed.UPGRADE_TIMEOUT);
                  context.close();
                },
                timeout.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (deadline != null) {
      deadline.cancel(false);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (refused) {
        return;
      }
      if (message instanceof HttpRequest head) {
        request = UpgradeRequest.parse(head);
      }
      boolean hasBody = message instanceof HttpContent content && content.content().isReadable();
      if (request == null || hasBody) {
        refuse(context);
      } else if (message instanceof LastHttpContent) {
        upgrade(context, request);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  /**
   * Every step of this order matters. The answer is encoded as HTTP first. The HTTP decoder goes
   * last: then it passes on the bytes that the client sent right behind its request, and at that
   * moment the handlers behind it must stand, and whatever they answer must come out behind our
   * 101, as frames.
   */
  private void upgrade(ChannelHandlerContext context, UpgradeRequest good) {
    context.writeAndFlush(good.accepted());
    ChannelPipeline pipeline = context.pipeline();
    pipeline.remove(this);
    webSocketStages.accept(pipeline);
  }

  private void refuse(ChannelHandlerContext context) {
    refused = true;
    metrics.closed.count(ClientMetrics.Closed.BAD_UPGRADE);
    Farewell.closeAfter(context.writeAndFlush(UpgradeRequest.refused()));
  }
}
