package dev.postern.net.client;

import dev.postern.net.Listener;
import dev.postern.sphinx.crypto.CryptoEngine;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Listens for clients, which speak WebSocket under any path: trace B begins here. Thread-safe;
 * {@link #bind}, {@link #stopAccepting} and {@link #close} block, so don't call them on an event
 * loop.
 */
public final class ClientServer implements AutoCloseable {
  // 512 KiB at a time, for each event loop: few clients must not cost as much as many.
  private static final int CHUNK_ORDER = 6;

  private static final int READS_A_TURN = 1; // of 64 KiB at most, some 27 regular packets

  /** Frames lie in heap buffers, so that they can be decrypted in place: ciphers take arrays. */
  static final ByteBufAllocator HEAP_FRAMES =
      new PooledByteBufAllocator(
          false,
          PooledByteBufAllocator.defaultNumHeapArena(),
          PooledByteBufAllocator.defaultNumDirectArena(),
          PooledByteBufAllocator.defaultPageSize(),
          CHUNK_ORDER,
          PooledByteBufAllocator.defaultSmallCacheSize(),
          PooledByteBufAllocator.defaultNormalCacheSize(),
          PooledByteBufAllocator.defaultUseCacheForAllThreads());

  private final EventLoopGroup eventLoops;
  private final ClientOptions options;
  private final ChannelGroup connections;
  private final ClientPipeline pipeline;
  private final MeterRegistry registry;
  private final ClientMetrics metrics;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /**
   * Doesn't listen yet.
   *
   * @param eventLoops NIO loops, which remain the caller's to shut down
   * @param engine makes one set of primitives per event loop
   */
  public ClientServer(
      EventLoopGroup eventLoops,
      ClientServices services,
      CryptoEngine engine,
      ClientOptions options,
      MeterRegistry registry) {
    this.eventLoops = eventLoops;
    this.options = options;
    this.registry = registry;
    this.connections = new DefaultChannelGroup(eventLoops.next(), true);
    this.metrics = new ClientMetrics(registry);
    this.pipeline = new ClientPipeline(services, options, engine, metrics, connections::add);
    Gauge.builder("postern.clients.connections", pipeline, ClientPipeline::connections)
        .register(registry);
    Gauge.builder("postern.clients.online", services.online(), online -> online.count())
        .register(registry);
  }

  /** Listens, and speaks plain WebSocket. */
  public InetSocketAddress bind(InetSocketAddress address) throws IOException {
    return bind(address, ClientPort.plain());
  }

  /**
   * Listens. May be called again, for another port: limits and counters are over all of them.
   *
   * @param address port 0 for any free one
   * @param port what is spoken there below WebSocket
   * @return the address bound
   * @throws IOException if that can't be done; mostly a {@link java.net.BindException}
   */
  public InetSocketAddress bind(InetSocketAddress address, ClientPort port) throws IOException {
    Listener bound =
        Listener.bind(
            Listener.bootstrap(eventLoops)
                // A client that vanished without a word is found out in the end.
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOCATOR, HEAP_FRAMES)
                // Whoever floods us takes no more than a turn: then come others on this loop.
                .childOption(
                    ChannelOption.RECVBUF_ALLOCATOR,
                    new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(READS_A_TURN))
                .childHandler(new PortStages(port, pipeline, metrics)),
            address,
            "clients",
            registry);
    listeners.add(bound);
    return bound.address();
  }

  /** How many connections are open, over all ports. */
  int connections() {
    return pipeline.connections();
  }

  /** Whether no connection is held back just now. Blocks. For tests. */
  boolean readsFromAll() {
    return connections.stream()
        .allMatch(
            one ->
                one.eventLoop()
                    .submit(() -> one.config().isAutoRead())
                    .awaitUninterruptibly()
                    .getNow());
  }

  /** Takes no more connections, and the ports are free; connections that are open stay. Blocks. */
  public void stopAccepting() {
    listeners.forEach(Listener::close);
  }

  /** Closes, and waits for at most {@link ClientOptions#closeTimeout}. */
  @Override
  public void close() {
    close(options.closeTimeout());
  }

  /**
   * Takes no more connections and ends those that are open, without a close frame: between such a
   * frame and the end of the connection a stock client takes each packet that it can't write for a
   * failure of the gateway's, and gives up for ever after 20 (nym-sdk 1.21); an end alone makes it
   * come again.
   *
   * @param limit how long clients may take to go; those that are still there then are cut off
   */
  public void close(Duration limit) {
    stopAccepting();
    for (Channel connection : connections) {
      connection.eventLoop().execute(() -> Farewell.hangUp(connection));
    }
    connections.newCloseFuture().awaitUninterruptibly(limit.toMillis());
    // Whoever didn't go, and whoever came in while the listener closed: at once, if loops turn.
    connections.close().awaitUninterruptibly(limit.toMillis());
  }
}
