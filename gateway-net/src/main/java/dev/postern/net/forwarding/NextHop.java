package dev.postern.net.forwarding;

import dev.postern.net.FrameForm;
import dev.postern.net.LogLimiter;
import dev.postern.net.MixPacket;
import dev.postern.net.forwarding.ForwardingMetrics.Dropped;
import dev.postern.net.generations.MixnetGenerations;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
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
    WAITING,
    CONNECTING,
    CONNECTED
  }

  private final InetSocketAddress address;
  private final EventLoop eventLoop;
  private final Bootstrap bootstrap;
  private final HopQueue queue;
  private final ReconnectionSchedule schedule;
  private final HopServices services;
  private final boolean vouchedFor;
  private final Consumer<NextHop> onForgotten;
  private final ConnectSlots.Waiting slot = new ConnectSlots.Waiting(this::slotGranted);
  private final AtomicBoolean scheduled = new AtomicBoolean(); // a turn is in the loop's queue
  private final CompletableFuture<Void> finished = new CompletableFuture<>();

  private volatile State state = State.DOWN; // written on the loop
  private volatile long lastUsed;
  private volatile boolean finishing; // once true, for ever
  private boolean aborted; // an attempt that fails then tells nothing of its peer; on the loop
  private @Nullable Channel channel; // of the last attempt or connection, on the loop
  private @Nullable HopConnection connection; // the last one, on the loop
  private volatile boolean everConnected; // written on the loop

  /**
   * Connects to nothing yet.
   *
   * @param vouchedFor whether somebody other than a packet names that address
   * @param onForgotten has the hop taken off the list; it takes no packets any more then
   */
  NextHop(
      InetSocketAddress address,
      EventLoop eventLoop,
      HopServices services,
      boolean vouchedFor,
      Consumer<NextHop> onForgotten) {
    ForwardingOptions options = services.options();
    this.address = address;
    this.eventLoop = eventLoop;
    this.services = services;
    this.vouchedFor = vouchedFor;
    this.onForgotten = onForgotten;
    this.queue = new HopQueue(options.queueBytes(), services.memory(), services.metrics());
    this.schedule =
        new ReconnectionSchedule(
            options.initialBackoff(), options.maximumBackoff(), options.maximumAttempts());
    this.lastUsed = services.now();
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
    FrameForm form = services.forms().of(address, packet.form());
    if (!MixnetGenerations.FRAME_HEADS.of(form).canSay(packet.size())) {
      services.metrics().drop(packet, Dropped.SIZE_UNKNOWN_TO_HOP);
      return true;
    }
    lastUsed = services.now();
    if (!queue.offer(packet.withForm(form), state == State.CONNECTED)) {
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
      case CONNECTED -> {
        if (connection().drain()) {
          scheduleTurn();
        }
      }
      case WAITING, CONNECTING -> {}
      case DOWN -> {
        if (!queue.isEmpty()) {
          if (schedule.mayConnect(services.now())) {
            state = State.WAITING;
            services.slots().request(slot, vouchedFor || everConnected);
          } else {
            queue.dropAll(Dropped.HOP_DOWN);
          }
        }
      }
    }
    finishIfDone();
  }

  /** On any thread. If the hop was closed meanwhile, the slot is for another one. */
  private void slotGranted() {
    onLoop(
        () -> {
          if (state == State.WAITING) {
            connect();
          } else {
            services.slots().release(slot);
          }
        });
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
    services.slots().release(slot);
    long now = services.now();
    if (attempt.isSuccess()) {
      state = State.CONNECTED;
      everConnected = true;
      schedule.connected(now);
      HopConnection opened =
          HopConnection.opened(attempt.channel(), queue, services, this::forgetIfIdle);
      connection = opened;
      attempt.channel().closeFuture().addListener(closed -> lost(opened));
    } else {
      state = State.DOWN;
      if (!aborted) {
        refused(attempt.cause(), now);
      }
    }
    turn();
  }

  private void refused(@Nullable Throwable cause, long now) {
    schedule.refused(now);
    services.metrics().connectFailures.increment();
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

  private void lost(HopConnection ended) {
    state = State.DOWN;
    schedule.lost(services.now());
    ended.ended();
    // What was not written yet is worth a new connection, at once if it may be.
    turn();
  }

  private HopConnection connection() {
    HopConnection open = connection;
    if (open == null) {
      throw new AssertionError("connected without a connection");
    }
    return open;
  }

  private void forgetIfIdle() {
    long idleNanos = services.options().caps().idleTimeout().toNanos();
    if (services.now() - lastUsed >= idleNanos && finishIfIdle()) {
      onForgotten.accept(this);
    }
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
    if (!finishing || state == State.WAITING || state == State.CONNECTING || !queue.isEmpty()) {
      return;
    }
    if (state == State.DOWN) {
      finished.complete(null);
    } else if (connection().finish()) {
      // A peer that doesn't read can't keep us.
      var unused =
          eventLoop.schedule(
              () -> closeNow(Dropped.CLOSED),
              services.options().closeTimeout().toNanos(),
              TimeUnit.NANOSECONDS);
    }
  }

  /** Drops what it has, for that reason, and closes at once. */
  void abort(Dropped reason) {
    queue.stop();
    finishing = true;
    onLoop(() -> closeNow(reason));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the hop hears of it by its own listeners
  private void closeNow(Dropped reason) {
    aborted = true;
    queue.dropAll(reason);
    if (state == State.WAITING) {
      state = State.DOWN;
      services.slots().withdraw(slot); // or a granted slot is on its way here, and is given back
    }
    if (channel != null) {
      channel.close();
    }
    finishIfDone();
  }

  /** Closes the hop if nothing waits for it; tells whether it is closed. */
  boolean finishIfIdle() {
    if (state == State.WAITING || state == State.CONNECTING || !queue.stopIfEmpty()) {
      return false;
    }
    finish();
    return true;
  }

  InetSocketAddress address() {
    return address;
  }

  /** Whether it isn't tried yet, or not again, and nothing but packets speaks for it. */
  boolean isWaitingStranger() {
    return (state == State.WAITING || state == State.DOWN) && !vouchedFor && !everConnected;
  }

  boolean isConnected() {
    return state == State.CONNECTED;
  }

  /** A {@link System#nanoTime} value. */
  long lastUsed() {
    return lastUsed;
  }
}
