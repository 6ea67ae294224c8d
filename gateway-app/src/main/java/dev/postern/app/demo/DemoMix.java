package dev.postern.app.demo;

import dev.postern.net.MixPacket;
import dev.postern.net.PacketForwarder;
import dev.postern.net.generations.MixnetGenerations;
import dev.postern.net.wire.FramedSphinxPacket;
import dev.postern.net.wire.SphinxFrameCodec;
import dev.postern.sphinx.ForwardHop;
import dev.postern.sphinx.InvalidPacketException;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.RouteHop;
import dev.postern.sphinx.SphinxUnwrapper;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
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
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mix node, as small as one can be: takes a layer off, waits as long as the sender asked for,
 * sends on. On a free loopback port.
 */
final class DemoMix implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DemoMix.class);

  private final SphinxPrivateKey key;
  private final Channel listener;

  private DemoMix(SphinxPrivateKey key, Channel listener) {
    this.key = key;
    this.listener = listener;
  }

  static DemoMix start(
      EventLoopGroup loops, PacketForwarder forwarder, CryptoEngine engine, SecureRandom random) {
    SphinxPrivateKey key = SphinxPrivateKey.generate(random);
    SphinxUnwrapper unwrapper = new SphinxUnwrapper(key, engine);
    Channel listener =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(new SphinxFrameCodec(MixnetGenerations.FRAME_HEADS))
                        .addLast(new Mixer(unwrapper, forwarder));
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
    return new DemoMix(key, listener);
  }

  /** This mix in a route. */
  RouteHop hop(Duration delay) {
    return new RouteHop(NodeAddress.of(address()), key.publicKey(), delay);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  @Override
  public void close() {
    listener.close().syncUninterruptibly();
  }

  private static final class Mixer extends SimpleChannelInboundHandler<FramedSphinxPacket> {
    private final SphinxUnwrapper unwrapper;
    private final PacketForwarder forwarder;

    Mixer(SphinxUnwrapper unwrapper, PacketForwarder forwarder) {
      this.unwrapper = unwrapper;
      this.forwarder = forwarder;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FramedSphinxPacket frame)
        throws InvalidPacketException {
      byte[] packet = ByteBufUtil.getBytes(frame.packet());
      frame.packet().release();
      if (unwrapper.unwrap(packet) instanceof ForwardHop hop) {
        byte[] next = hop.nextHop();
        MixPacket out =
            new MixPacket(
                NodeAddress.read(next, 0, next.length),
                frame.size(),
                frame.mode(),
                frame.rotation(),
                frame.form(),
                Unpooled.wrappedBuffer(hop.packet()));
        var unused =
            context
                .executor()
                .schedule(
                    () -> forwarder.forward(out), hop.delay().toNanos(), TimeUnit.NANOSECONDS);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      log.warn("A demo mix drops a connection", cause);
      var unused = context.close();
    }
  }
}
