package dev.postern.app.api;

import dev.postern.app.api.ApiMetrics.Answer;
import dev.postern.app.api.ApiMetrics.Closed;
import dev.postern.net.LogLimiter;
import dev.postern.net.StackLine;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request, one answer, and the end: whatever else comes on a connection is dropped unseen. Runs
 * on the channel's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel itself
final class ApiHandler extends ChannelInboundHandlerAdapter {
  /** How long a connection may take to say what it wants. */
  static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);

  /** And how long it may then stay: a reset would take our answer from a peer still sending. */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final int MOST_DROPPED_BYTES = 64 << 10;

  private static final Logger log = LoggerFactory.getLogger(ApiHandler.class);
  private static final LogLimiter defects = LogLimiter.ofPeers();

  private static final Pattern ORIGIN = Pattern.compile("(?i)https?://[^/?#]*");

  private final Documents documents;
  private final ApiMetrics metrics;
  private @Nullable Future<?> deadline; // null only outside a pipeline
  private boolean answered;
  private int dropped;

  ApiHandler(Documents documents, ApiMetrics metrics) {
    this.documents = documents;
    this.metrics = metrics;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    deadline =
        context
            .executor()
            .schedule(
                () -> {
                  metrics.closed.count(Closed.TIMEOUT);
                  context.close();
                },
                REQUEST_TIMEOUT.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    cancelDeadline();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    cancelDeadline();
    context.fireChannelInactive();
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (answered) {
        drop(context, message);
      } else if (message instanceof HttpRequest request) {
        answered = true;
        cancelDeadline();
        say(context, answer(request));
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void drop(ChannelHandlerContext context, Object message) {
    dropped += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
    if (dropped > MOST_DROPPED_BYTES) {
      context.close();
    }
  }

  private void say(ChannelHandlerContext context, FullHttpResponse response) {
    Future<?> end =
        context
            .executor()
            .schedule((Runnable) context::close, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    context.channel().closeFuture().addListener(closed -> end.cancel(false));
    context
        .writeAndFlush(response)
        .addListener(
            written -> {
              if (written.isSuccess() && context.channel() instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
              } else {
                context.close();
              }
            });
    // What comes from here on is not even read as HTTP.
    context.pipeline().remove(ApiServer.HTTP_DECODER);
  }

  private FullHttpResponse answer(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      metrics.answers.count(Answer.MALFORMED);
      return refusal(status(request.decoderResult().cause()));
    }
    if (!request.method().equals(HttpMethod.GET)) {
      metrics.answers.count(Answer.METHOD);
      FullHttpResponse refusal = refusal(HttpResponseStatus.METHOD_NOT_ALLOWED);
      refusal.headers().set(HttpHeaderNames.ALLOW, HttpMethod.GET);
      return refusal;
    }
    String path = path(request.uri());
    if (!documents.has(path)) {
      metrics.answers.count(Answer.NOT_FOUND);
      return refusal(HttpResponseStatus.NOT_FOUND);
    }
    Optional<byte[]> document = documents.read(path);
    metrics.answers.count(document.isPresent() ? Answer.OK : Answer.UNAVAILABLE);
    return document
        .map(json -> response(HttpResponseStatus.OK, json))
        .orElseGet(() -> refusal(HttpResponseStatus.SERVICE_UNAVAILABLE));
  }

  private static HttpResponseStatus status(Throwable problem) {
    if (problem instanceof TooLongHttpLineException) {
      return HttpResponseStatus.REQUEST_URI_TOO_LONG;
    }
    return problem instanceof TooLongHttpHeaderException
        ? HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        : HttpResponseStatus.BAD_REQUEST;
  }

  /** Without the origin, which a proxy writes, and without a query: there is but one format. */
  private static String path(String uri) {
    Matcher origin = ORIGIN.matcher(uri);
    String rest = origin.lookingAt() ? uri.substring(origin.end()) : uri;
    int query = rest.indexOf('?');
    return query < 0 ? rest : rest.substring(0, query);
  }

  private static FullHttpResponse refusal(HttpResponseStatus status) {
    String json = "{\"message\":\"" + status.reasonPhrase() + "\"}";
    return response(status, json.getBytes(StandardCharsets.US_ASCII));
  }

  private static FullHttpResponse response(HttpResponseStatus status, byte[] json) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(json));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
        .set(HttpHeaderNames.CONTENT_LENGTH, json.length)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
        // All of it is public, and clients in browsers ask for it, too.
        .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    return response;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      metrics.closed.count(Closed.ERROR);
      defects.log(
          more ->
              log.error(
                  "a connection to the API closed for a defect of ours ({} more): {}",
                  more,
                  StackLine.of(cause)));
    }
    context.close();
  }
}
