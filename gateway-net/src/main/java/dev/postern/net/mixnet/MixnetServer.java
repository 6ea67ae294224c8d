package dev.postern.net.mixnet;

import dev.postern.net.ConnectionLimit;
import dev.postern.net.Listener;
import dev.postern.net.LogLimiter;
import dev.postern.net.PacketForwarder;
import dev.postern.net.delivery.Delivery;
import dev.postern.net.generations.MixnetGenerations;
import dev.postern.net.wire.SphinxFrameCodec;
import dev.postern.sphinx.crypto.CryptoEngine;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Listens for mix nodes: trace A begins here. Thread-safe; {@link #bind} and {@link #close} block,
 * so don't call them on an event loop.
 */
public final class MixnetServer implements AutoCloseable {
  private final EventLoopGroup eventLoops;
  private final NodeKeys keys;
  private final CryptoEngine engine;
  private final Delivery delivery;
  private final MixnetOptions options;
  private final LongSupplier nanoTime;
  private final MixnetMetrics metrics;
  private final LogLimiter defects = LogLimiter.ofPeers();
  private final ConnectionLimit connectionLimit;
  private final ChannelGroup connections;
  private final MeterRegistry registry;
  private final ConcurrentMap<EventLoop, Openings> openings = new ConcurrentHashMap<>();
  private final InsideForwarder inside;
  private volatile @Nullable Listener listener;

  /**
   * Doesn't listen yet.
   *
   * @param eventLoops NIO loops, which remain the caller's to shut down
   * @param keys the node's Sphinx keys
   * @param nanoTime the clock that VPN keys age by, as {@link System#nanoTime}
   */
  public MixnetServer(
      EventLoopGroup eventLoops,
      NodeKeys keys,
      CryptoEngine engine,
      Delivery delivery,
      MixnetOptions options,
      LongSupplier nanoTime,
      MeterRegistry registry) {
    this.eventLoops = eventLoops;
    this.keys = keys;
    this.engine = engine;
    this.delivery = delivery;
    this.options = options;
    this.registry = registry;
    this.nanoTime = nanoTime;
    this.metrics = new MixnetMetrics(registry);
    this.connectionLimit =
        new ConnectionLimit(
            options.admission().mixnetConnections(),
            options.admission(),
            excess -> metrics.closed.count(closed(excess)));
    this.connections = new DefaultChannelGroup(eventLoops.next(), true);
    this.inside =
        new InsideForwarder(
            eventLoops, loop -> receiver(loop, () -> "within"), options.insideBytes(), metrics);
    Gauge.builder("postern.mixnet.connections", connectionLimit, ConnectionLimit::open)
        .register(registry);
    Gauge.builder("postern.mixnet.inside.bytes", inside, InsideForwarder::waitingBytes)
        .register(registry);
  }

  /**
   * The way of packets whose next hop is this gateway itself. It takes them for as long as the
   * event loops live, whether or not the server listens.
   */
  public PacketForwarder inside() {
    return inside;
  }

  private PacketReceiver receiver(EventLoop eventLoop, Supplier<String> origin) {
    Openings opening = openings.computeIfAbsent(eventLoop, loop -> new Openings(keys, engine));
    VpnKeyCache vpnKeys =
        new VpnKeyCache(options.cacheEntries(), options.cacheEntryTtl(), nanoTime);
    return new PacketReceiver(opening, vpnKeys, delivery, metrics, defects, origin);
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
            Listener.bootstrap(eventLoops)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new HeapReceiveBuffers())
                .childHandler(new Pipeline()),
            address,
            "mixnet",
            registry);
    listener = bound;
    return bound.address();
  }

  private final class Pipeline extends ChannelInitializer<SocketChannel> {
    @Override
    protected void initChannel(SocketChannel channel) {
      connections.add(channel);
      PacketReceiver receiver =
          receiver(channel.eventLoop(), () -> String.valueOf(channel.remoteAddress()));
      SphinxFrameCodec frames = new SphinxFrameCodec(MixnetGenerations.FRAME_HEADS);
      channel
          .pipeline()
          // One connection too many is closed at once.
          .addLast("limit", connectionLimit)
          // A silent peer makes an IdleStateEvent, which reaches the closer.
          .addLast("idle", idleAfter(options.idleTimeout().toMillis()))
          // Bytes become FramedSphinxPackets, or an UnknownFrameException.
          .addLast("frames", frames)
          // A packet that was begun comes to its end in time, or the connection does.
          .addLast("frame-timeout", new FrameTimeout(frames))
          // A packet becomes a message, and the message is Delivery's; or it is dropped.
          .addLast("packets", new PacketHandler(receiver))
          // Silence, unknown frames and broken sockets end the connection.
          .addLast("closer", new ConnectionCloser(metrics, defects));
    }
  }

  private static MixnetMetrics.Closed closed(ConnectionLimit.Excess excess) {
    return switch (excess) {
      case LIMIT -> MixnetMetrics.Closed.LIMIT;
      case SOURCE_LIMIT -> MixnetMetrics.Closed.SOURCE_LIMIT;
      case NETWORK_LIMIT -> MixnetMetrics.Closed.NETWORK_LIMIT;
    };
  }

  private static IdleStateHandler idleAfter(long millis) {
    return new IdleStateHandler(millis, 0, 0, TimeUnit.MILLISECONDS);
  }

  /** Takes no more connections, and the port is free; connections that are open stay. Blocks. */
  public void stopAccepting() {
    Listener open = listener;
    if (open != null) {
      open.close();
    }
  }

  /** Closes, and waits for at most {@link MixnetOptions#closeTimeout}. */
  @Override
  public void close() {
    close(options.closeTimeout());
  }

  /**
   * Takes no more connections and closes those that are open, each after the packets that it has
   * read. What those packets appended is {@link Delivery}'s to see through.
   *
   * @param limit how long to wait for that
   */
  public void close(Duration limit) {
    stopAccepting();
    connections.close().awaitUninterruptibly(limit.toMillis());
  }
}
