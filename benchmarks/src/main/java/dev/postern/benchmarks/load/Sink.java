package dev.postern.benchmarks.load;

import dev.postern.net.generations.MixnetGenerations;
import dev.postern.net.wire.FramedSphinxPacket;
import dev.postern.net.wire.SphinxFrameCodec;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.RouteHop;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * The node that acks and forwarded packets come to. It takes no layer off: a packet's first eight
 * bytes tell which it is, and the processor belongs to the gateway.
 */
final class Sink implements AutoCloseable {
  private final SphinxPublicKey key = freshKey();
  private final Channel listener;

  /** On a free port; hands over the first eight bytes of each packet, on an event loop. */
  Sink(EventLoopGroup loops, InetAddress host, LongConsumer packets) {
    listener =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel opened) {
                    opened
                        .pipeline()
                        .addLast(new SphinxFrameCodec(MixnetGenerations.FRAME_HEADS))
                        .addLast(new Reader(packets));
                  }
                })
            .bind(host, 0)
            .syncUninterruptibly()
            .channel();
  }

  private static SphinxPublicKey freshKey() {
    return SphinxPrivateKey.generate(new SecureRandom()).publicKey();
  }

  /** As the last hop of a route. */
  RouteHop hop() {
    return hop(key);
  }

  /**
   * A route that begins here; hops behind it are made up, and only make packets dearer to build.
   */
  List<RouteHop> route(int hops) {
    List<RouteHop> route = new ArrayList<>(List.of(hop()));
    while (route.size() < hops) {
      route.add(hop(freshKey()));
    }
    return route;
  }

  private RouteHop hop(SphinxPublicKey of) {
    return new RouteHop(
        NodeAddress.of((InetSocketAddress) listener.localAddress()), of, Duration.ZERO);
  }

  @Override
  public void close() {
    listener.close().syncUninterruptibly();
  }

  private static final class Reader extends SimpleChannelInboundHandler<FramedSphinxPacket> {
    private final LongConsumer packets;

    Reader(LongConsumer packets) {
      this.packets = packets;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FramedSphinxPacket frame) {
      try {
        packets.accept(frame.packet().getLong(frame.packet().readerIndex()));
      } finally {
        frame.packet().release();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var unused = context.close();
    }
  }
}
