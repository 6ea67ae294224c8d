package dev.postern.net.forwarding;

import dev.postern.net.LogLimiter;
import dev.postern.net.MixPacket;
import dev.postern.net.forwarding.ForwardingMetrics.Dropped;
import dev.postern.net.nym09.SphinxFrameCodec;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.NoopAddressResolverGroup;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One next hop: its queue, its connection if there is one, and when to try again if there isn't.
 * The package doc draws the states.
 *
 * <p>{@link #send}, {@link #finish} and {@link #abort} may be called from any thread; all else runs
 * on the hop's event loop.
 */
final class NextHop {
  private static final Logger log = LoggerFactory.getLogger(NextHop.class);
  private static final LogLimiter unreachable = LogLimiter.ofPeers();

  private enum State {
    DOWN,
    CONNECTING,
    CONNECTED
  }

  private final InetSocketAddress address;
  private final EventLoop eventLoop;
  private final Bootstrap bootstrap;
  private final HopQueue queue;
  private final ReconnectionSchedule schedule;
  private final LongSupplier nanoTime;
  private final ForwardingMetrics metrics;
  private final Consumer<NextHop> onForgotten;
  private final long closeTimeoutNanos;
  private final ChannelFutureListener written = this::countWritten;
  private final AtomicBoolean scheduled = new AtomicBoolean(); // a turn is in the loop's queue
  private final CompletableFuture<Void> finished = new CompletableFuture<>();

  private volatile State state = State.DOWN; // written on the loop
  private volatile long lastUsed;
  private volatile boolean finishing; // once true, for ever
  private @Nullable Channel channel; // of the attempt or connection, on the loop
  private boolean closing; // the last bytes are on their way, on the loop

  NextHop(
      InetSocketAddress address,
      EventLoop eventLoop,
      ForwardingOptions options,
      LongSupplier nanoTime,
      ForwardingMetrics metrics,
      Consumer<NextHop> onForgotten) {
    this.address = address;
    this.eventLoop = eventLoop;
    this.nanoTime = nanoTime;
    this.metrics = metrics;
    this.onForgotten = onForgotten;
    this.closeTimeoutNanos = options.closeTimeout().toNanos();
    this.queue = new HopQueue(options.queueBytes(), metrics);
    this.schedule =
        new ReconnectionSchedule(
            options.initialBackoff(), options.maximumBackoff(), options.maximumAttempts());
    this.lastUsed = nanoTime.getAsLong();
    this.bootstrap =
        new Bootstrap()
            .group(eventLoop)
            .channel(NioSocketChannel.class)
            .resolver(NoopAddressResolverGroup.INSTANCE)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) options.connectTimeout().toMillis())
            .handler(new HopConnectionHandler(this::turn));
  }

  /** Takes the packet over, or returns false if this hop was closed and another one has to. */
  boolean send(MixPacket packet) {
    lastUsed = nanoTime.getAsLong();
    if (!queue.offer(packet)) {
      return false;
    }
    scheduleTurn();
    return true;
  }

  /** Packets that come in one batch of the event loop make one turn, and one flush. */
  private void scheduleTurn() {
    if (scheduled.compareAndSet(false, true)) {
      onLoop(
          () -> {
            scheduled.set(false);
            turn();
          });
    }
  }

  private void onLoop(Runnable task) {
    try {
      eventLoop.execute(task);
    } catch (RejectedExecutionException e) {
      // The loop is shut down: there is no way out any more.
      queue.stop();
      queue.dropAll(Dropped.CLOSED);
      finished.complete(null);
    }
  }

  private void turn() {
    switch (state) {
      case CONNECTED -> drain();
      case CONNECTING -> {}
      case DOWN -> {
        if (!queue.isEmpty()) {
          if (schedule.mayConnect(nanoTime.getAsLong())) {
            connect();
          } else {
            queue.dropAll(Dropped.HOP_DOWN);
          }
        }
      }
    }
    finishIfDone();
  }

  private void connect() {
    state = State.CONNECTING;
    ChannelFuture attempt = bootstrap.connect(address);
    channel = attempt.channel();
    // If no channel could be made at all, Netty answers on another thread.
    attempt.addListener(
        future -> {
          if (eventLoop.inEventLoop()) {
            connected(attempt);
          } else {
            onLoop(() -> connected(attempt));
          }
        });
  }

  private void connected(ChannelFuture attempt) {
    long now = nanoTime.getAsLong();
    if (attempt.isSuccess()) {
      state = State.CONNECTED;
      schedule.connected(now);
      metrics.connections.incrementAndGet();
      attempt.channel().closeFuture().addListener(closed -> lost());
    } else {
      state = State.DOWN;
      schedule.refused(now);
      metrics.connectFailures.increment();
      Throwable cause = attempt.cause();
      String why = cause == null ? "no reason" : cause.getClass().getSimpleName();
      unreachable.debug(
          log,
          more ->
              log.debug(
                  "next hop {} can't be reached: {} ({} more of all hops)", address, why, more));
      queue.dropAll(Dropped.CONNECT_FAILED);
      if (schedule.isExhausted()) {
        queue.stop();
        onForgotten.accept(this);
      }
    }
    turn();
  }

  private void lost() {
    state = State.DOWN;
    schedule.lost(nanoTime.getAsLong());
    metrics.connections.decrementAndGet();
    // What was not written yet is worth a new connection, at once if it may be.
    turn();
  }

  private void drain() {
    Channel connection = connection();
    MixPacket packet;
    while (connection.isWritable() && (packet = queue.poll()) != null) {
      connection
          .write(
              SphinxFrameCodec.encode(
                  connection.alloc(), packet.size(), packet.mode(), packet.packet()))
          .addListener(written);
    }
    connection.flush();
    // One turn writes no more than the socket's buffer takes, so that a busy hop leaves its loop
    // to others; a full socket calls for the next turn when it is writable again.
    if (connection.isWritable() && !queue.isEmpty()) {
      scheduleTurn();
    }
  }

  private void countWritten(ChannelFuture write) {
    if (write.isSuccess()) {
      metrics.sent.increment();
    } else {
      metrics.countDropped(Dropped.CONNECTION_LOST);
    }
  }

  private Channel connection() {
    Channel connection = channel;
    if (connection == null) {
      throw new AssertionError("connected without a channel");
    }
    return connection;
  }

  /** Takes no more packets, sends those it has, and closes the connection. */
  void finish() {
    queue.stop();
    finishing = true;
    scheduleTurn();
  }

  /** Completes when the hop has finished, or was aborted. */
  CompletableFuture<Void> finished() {
    return finished;
  }

  private void finishIfDone() {
    if (!finishing || state == State.CONNECTING || !queue.isEmpty()) {
      return;
    }
    if (state == State.DOWN) {
      finished.complete(null);
    } else if (!closing) {
      closing = true;
      // Behind everything that was written before; but a peer that doesn't read can't keep us.
      connection().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      var unused = eventLoop.schedule(this::closeNow, closeTimeoutNanos, TimeUnit.NANOSECONDS);
    }
  }

  /** Drops what it has and closes at once. */
  void abort() {
    queue.stop();
    finishing = true;
    onLoop(this::closeNow);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the hop hears of it by its own listeners
  private void closeNow() {
    queue.dropAll(Dropped.CLOSED);
    if (channel != null) {
      channel.close();
    }
    finishIfDone();
  }

  /** Closes the hop if nothing waits for it; tells whether it is closed. */
  boolean finishIfIdle() {
    if (state == State.CONNECTING || !queue.stopIfEmpty()) {
      return false;
    }
    finish();
    return true;
  }

  boolean isConnected() {
    return state == State.CONNECTED;
  }

  /** A {@link System#nanoTime} value. */
  long lastUsed() {
    return lastUsed;
  }
}
