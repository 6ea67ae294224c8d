package dev.postern.app.api;

import dev.postern.app.api.ApiMetrics.Closed;
import dev.postern.net.AdmissionLimits;
import dev.postern.net.ConnectionLimit;
import dev.postern.net.Listener;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Shows {@link Documents} to whoever asks. Thread-safe; {@link #bind} and {@link #close} block, so
 * don't call them on an event loop.
 */
public final class ApiServer implements AutoCloseable {
  /** The first stage that sees what a peer says. */
  static final String HTTP_DECODER = "http-decoder";

  private static final HttpDecoderConfig HTTP_LIMITS =
      new HttpDecoderConfig().setMaxInitialLineLength(1024).setMaxHeaderSize(8192);

  // A connection lives for some seconds, and nobody needs more than a few of them.
  private static final int PER_SOURCE = 16;
  private static final int PER_NETWORK = 64;
  private static final Duration TO_CLOSE = Duration.ofSeconds(1);

  private final EventLoopGroup eventLoops;
  private final Documents documents;
  private final MeterRegistry registry;
  private final ApiMetrics metrics;
  private final ConnectionLimit connectionLimit;
  private final ChannelGroup connections;
  private volatile @Nullable Listener listener;

  /**
   * Doesn't listen yet.
   *
   * @param eventLoops NIO loops, which remain the caller's to shut down
   * @param mostConnections open at a time
   * @param admission says whether this machine itself is a source like others
   */
  public ApiServer(
      EventLoopGroup eventLoops,
      Documents documents,
      int mostConnections,
      AdmissionLimits admission,
      MeterRegistry registry) {
    this.eventLoops = eventLoops;
    this.documents = documents;
    this.registry = registry;
    this.metrics = new ApiMetrics(registry);
    this.connectionLimit =
        new ConnectionLimit(
            mostConnections,
            admission.withPerSource(PER_SOURCE, PER_NETWORK),
            excess -> metrics.closed.count(closed(excess)));
    this.connections = new DefaultChannelGroup(eventLoops.next(), true);
    Gauge.builder("postern.api.connections", connectionLimit, ConnectionLimit::open)
        .register(registry);
  }

  private static Closed closed(ConnectionLimit.Excess excess) {
    return switch (excess) {
      case LIMIT -> Closed.LIMIT;
      case SOURCE_LIMIT -> Closed.SOURCE_LIMIT;
      case NETWORK_LIMIT -> Closed.NETWORK_LIMIT;
    };
  }

  /**
   * Listens.
   *
   * @param address port 0 for any free one
   * @return the address bound
   * @throws IOException if that can't be done; mostly a {@link java.net.BindException}
   */
  public InetSocketAddress bind(InetSocketAddress address) throws IOException {
    Listener bound =
        Listener.bind(
            Listener.bootstrap(eventLoops).childHandler(new Pipeline()), address, "api", registry);
    listener = bound;
    return bound.address();
  }

  private final class Pipeline extends ChannelInitializer<SocketChannel> {
    @Override
    protected void initChannel(SocketChannel channel) {
      connections.add(channel);
      channel
          .pipeline()
          // One connection too many is closed at once.
          .addLast("limit", connectionLimit)
          // Bytes of a request become its parts.
          .addLast(HTTP_DECODER, new HttpRequestDecoder(HTTP_LIMITS))
          .addLast("http-encoder", new HttpResponseEncoder())
          // The first request gets the only answer.
          .addLast("api", new ApiHandler(documents, metrics));
    }
  }

  /** Closes, and waits for a second at most. */
  @Override
  public void close() {
    Listener open = listener;
    if (open != null) {
      open.close();
    }
    connections.close().awaitUninterruptibly(TO_CLOSE.toMillis());
  }
}
