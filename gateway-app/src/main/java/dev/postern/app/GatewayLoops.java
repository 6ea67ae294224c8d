package dev.postern.app;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.RejectedExecutionHandlers;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event loops of a gateway, one for each core, for mix nodes and clients alike: a message whose
 * client is on the loop that its packet came to is handed over to no other thread.
 *
 * <p>Nobody holds up others for long: a connection has one read a turn, and what is to be done
 * besides, such as draining inboxes, waits for the sockets again and again.
 */
final class GatewayLoops extends MultiThreadIoEventLoopGroup {
  private static final Logger log = LoggerFactory.getLogger(GatewayLoops.class);

  // How long tasks may run before the loop looks at its sockets; Netty's own limit is 1 s. It is
  // looked at after every 64th task.
  private static final long TASKS_MILLIS = 5;

  private static final Duration FOR_THREADS = Duration.ofSeconds(1);

  GatewayLoops() {
    super(
        Runtime.getRuntime().availableProcessors(),
        new DefaultThreadFactory("postern-loop", true),
        NioIoHandler.newFactory());
  }

  @Override
  protected IoEventLoop newChild(Executor executor, IoHandlerFactory handlers, Object... none) {
    return new SingleThreadIoEventLoop(
        this,
        executor,
        handlers,
        Integer.MAX_VALUE,
        RejectedExecutionHandlers.reject(),
        TASKS_MILLIS);
  }

  /** Whoever doesn't end in time keeps nobody from closing the store. */
  static void shutDown(EventLoopGroup loops) {
    long millis = FOR_THREADS.toMillis();
    Future<?> end = loops.shutdownGracefully(0, millis, TimeUnit.MILLISECONDS);
    if (!end.awaitUninterruptibly(millis)) {
      log.warn("Threads of the gateway did not end in time");
    }
  }
}
