package dev.postern.net;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** A socket that takes connections. Thread-safe; blocks, so not for an event loop. */
public final class Listener {
  // The kernel cuts it to its own limit, net.core.somaxconn.
  private static final int BACKLOG = 4096;

  private final Channel channel;

  private Listener(Channel channel) {
    this.channel = channel;
  }

  /** What all our listeners have in common; child options and handler are the caller's to add. */
  public static ServerBootstrap bootstrap(EventLoopGroup eventLoops) {
    return new ServerBootstrap()
        .group(eventLoops)
        .channel(NioServerSocketChannel.class)
        // A restart must not wait for connections of the last run to time out.
        .option(ChannelOption.SO_REUSEADDR, true)
        // How many connections may wait while loops are busy, or there are no descriptors.
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .childOption(ChannelOption.TCP_NODELAY, true);
  }

  /**
   * Listens.
   *
   * @param address port 0 for any free one
   * @param name of the listener, for its meter
   * @throws IOException if that can't be done; mostly a {@link java.net.BindException}
   */
  public static Listener bind(
      ServerBootstrap bootstrap, InetSocketAddress address, String name, MeterRegistry registry)
      throws IOException {
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (bound.isSuccess()) {
      bound
          .channel()
          .pipeline()
          .addLast(
              new AcceptFailures(registry.counter("postern.accept.failures", "listener", name)));
      return new Listener(bound.channel());
    }
    if (bound.cause() instanceof IOException e) {
      throw e;
    }
    throw new IOException("can't listen on " + address, bound.cause());
  }

  /** The address bound, with its port. */
  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  /** Takes no more connections, and the port is free; connections that are open stay. */
  public void close() {
    if (channel.isOpen()) {
      channel.close().awaitUninterruptibly();
      // The JDK gives the port up when the loop selects next, and a timer comes after that.
      channel.eventLoop().schedule(() -> {}, 1, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }
  }
}
