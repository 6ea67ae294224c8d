package dev.postern.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A listener whose process has no file descriptor left; the real thing is in gateway-app. */
class AcceptFailuresTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicBoolean exhausted = new AtomicBoolean();

  /** Fails where accept(2) does. */
  private final class Exhaustible extends NioServerSocketChannel {
    @Override
    protected int doReadMessages(List<Object> messages) throws Exception {
      if (exhausted.get()) {
        throw new IOException("Too many open files");
      }
      return super.doReadMessages(messages);
    }
  }

  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    @SuppressWarnings("FutureReturnValueIgnored")
    public void channelRead(ChannelHandlerContext context, Object message) {
      context.writeAndFlush(message);
    }

    @Override
    public boolean isSharable() {
      return true;
    }
  }

  @Test
  void noDescriptors_servesThoseItHas_countsIt_andGoesOnLater() throws Exception {
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try {
      ServerBootstrap bootstrap =
          new ServerBootstrap()
              .group(loop)
              .channelFactory(() -> new Exhaustible())
              .childHandler(new Echo());
      Listener listener =
          Listener.bind(
              bootstrap,
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
              "clients",
              registry);
      try (Socket first = connect(listener)) {
        echo(first);
        exhausted.set(true);
        try (Socket second = connect(listener)) {
          Await.until("it can't be taken", () -> failures() >= 1);
          echo(first);
          double before = failures();
          echo(first);
          assertThat(failures()).as("no loop of failures").isLessThanOrEqualTo(before + 1);
          exhausted.set(false);
          echo(second);
        }
      }
      listener.close();
    } finally {
      loop.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  private double failures() {
    return registry.get("postern.accept.failures").tag("listener", "clients").counter().count();
  }

  private static Socket connect(Listener listener) throws IOException {
    Socket socket = new Socket(listener.address().getAddress(), listener.address().getPort());
    socket.setSoTimeout(60_000);
    return socket;
  }

  private static void echo(Socket socket) throws IOException {
    socket.getOutputStream().write(7);
    assertThat(socket.getInputStream().read()).isEqualTo(7);
  }
}
