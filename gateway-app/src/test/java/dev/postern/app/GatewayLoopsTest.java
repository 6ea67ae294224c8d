package dev.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.Listener;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GatewayLoopsTest {
  /**
   * Netty looks at the clock after every 64th task, so a loop that never runs out of tasks of a
   * millisecond looks at its sockets after 64 of them. By Netty's own limit it would be a thousand.
   */
  @Test
  void socketsOfALoopThatIsFullOfTasks_haveTheirTurn() throws Exception {
    GatewayLoops loops = new GatewayLoops();
    try {
      AtomicInteger tasks = new AtomicInteger();
      CompletableFuture<Integer> tasksAtConnection = new CompletableFuture<>();
      Channel listener = listen(loops, () -> tasksAtConnection.complete(tasks.get()));
      listener.eventLoop().execute(new Busy(listener, tasks));

      InetSocketAddress address = (InetSocketAddress) listener.localAddress();
      int before = tasks.get();
      try (Socket client = new Socket(address.getAddress(), address.getPort())) {
        assertThat(client.isConnected()).isTrue();
        assertThat(tasksAtConnection.get() - before).isLessThan(300);
      }
    } finally {
      GatewayLoops.shutDown(loops);
    }
  }

  /** A task of a millisecond, behind which there is another one for as long as the loop lives. */
  private record Busy(Channel channel, AtomicInteger tasks) implements Runnable {
    @Override
    public void run() {
      tasks.incrementAndGet();
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1);
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      if (!channel.eventLoop().isShuttingDown()) {
        channel.eventLoop().execute(this);
      }
    }
  }

  private static Channel listen(GatewayLoops loops, Runnable onConnection) {
    return Listener.bootstrap(loops)
        .handler(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext ctx, Object connection) {
                onConnection.run();
                ctx.fireChannelRead(connection);
              }
            })
        .childHandler(new ChannelInboundHandlerAdapter())
        .bind(InetAddress.getLoopbackAddress(), 0)
        .syncUninterruptibly()
        .channel();
  }
}
