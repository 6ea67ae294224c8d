package dev.postern.net.client;

import dev.postern.net.LogLimiter;
import dev.postern.net.StackLine;
import dev.postern.net.delivery.ClientSession;
import dev.postern.net.delivery.OnlineClients;
import dev.postern.net.wire.ClientChannel;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.Batch;
import dev.postern.storage.InboxStore;
import dev.postern.storage.StoredMessage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's session: it only ever drains the client's inbox to its socket, as fast as the client
 * reads and confirms. Nothing is removed from the inbox before the client has confirmed it; what is
 * unconfirmed when the connection ends is pushed again on the next one.
 *
 * <p>Apart from {@link ClientSession}'s methods it runs on the channel's event loop.
 *
 * <p>No wake-up is lost. A read of the inbox begins with {@code unread} cleared and sees all that
 * was appended before it began. A message that is appended later wakes the session after that; the
 * wake sets {@code unread}, and if a read is under way its completion finds it set and reads again.
 * If the window or the socket has no room, {@code unread} stays set, and what makes room drains.
 *
 * <p>A client that keeps up has what is appended at once. One that is behind, such as one that
 * comes back, has its reads in turn with others like it ({@link BacklogReads}).
 *
 * <p>No client keeps its place without a sign of life. Whenever something is on its way to the
 * client, or waits for its socket, a ping is out; if no pong comes for too long, or for a shorter
 * time once somebody probes, the session ends.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel itself
final class ConnectedClient implements ClientSession {
  // A read brings no more than this: it is what an unwritable socket may still be given, and what
  // one client gets before others on this event loop have their turn.
  static final int BATCH_MESSAGES = 64;
  static final int BATCH_BYTES = 64 * 1024;
  static final int PING_BYTES = Long.BYTES;
  static final int MAX_WAITING_ACKS = 256;

  /** After so long without a sign of life the client is asked for one. */
  static final Duration SIGN_OF_LIFE_INTERVAL = Duration.ofMinutes(5);

  private static final Logger log = LoggerFactory.getLogger(ConnectedClient.class);
  private static final LogLimiter readFailures = LogLimiter.ofPeers();

  private final Channel channel;
  private final DestinationAddress client;
  private ClientChannel link; // another one once the client has other keys
  private final OnlineClients online;
  private final InboxStore inboxes;
  private final Duration takeoverTimeout;
  private final UnconfirmedWindow window;
  private final SilenceTimer silence;
  private final Probe probe;
  private final NotesOfUse notesOfUse;
  private final BacklogReads.Place backlogPlace;
  private final ClientMetrics metrics;

  private final CoalescedTask drainTask;
  private final CoalescedTask ackTask;
  private final WaitingAcks acks = new WaitingAcks(MAX_WAITING_ACKS);
  private volatile boolean live; // between start and end
  private volatile boolean ended;

  private long sentUpTo = InboxStore.BEFORE_ALL; // grows: nothing is sent twice on a connection
  private boolean reading; // at most one read is under way, or waits for its turn
  private boolean unread; // the inbox may hold something after sentUpTo
  private boolean behind; // and that is known, or was in there before the client came
  private long lastSign; // on the loop's clock
  private @Nullable Future<?> signOfLife; // null before start

  ConnectedClient(
      Channel channel,
      DestinationAddress client,
      ClientChannel link,
      ClientServices services,
      ClientOptions options,
      BacklogReads backlogs,
      ClientMetrics metrics) {
    this.channel = channel;
    this.client = client;
    this.link = link;
    this.online = services.online();
    this.inboxes = services.store().inboxes();
    this.takeoverTimeout = options.takeoverTimeout();
    this.window = new UnconfirmedWindow(options.windowMessages(), options.windowBytes());
    this.silence =
        new SilenceTimer(
            channel.eventLoop(),
            options.confirmationTimeout(),
            () -> endAndClose(ClientMetrics.Closed.UNCONFIRMED));
    this.probe = new Probe(channel.eventLoop(), () -> endAndClose(ClientMetrics.Closed.TAKEN_OVER));
    this.notesOfUse = new NotesOfUse(channel.eventLoop(), services, client);
    this.metrics = metrics;
    this.backlogPlace = backlogs.place(guarded(this::read));
    this.drainTask = new CoalescedTask(channel.eventLoop(), guarded(this::inboxHasMore));
    this.ackTask = new CoalescedTask(channel.eventLoop(), guarded(this::writeAcks));
  }

  /** What a task of ours throws ends the connection: a session that stands still helps nobody. */
  private Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException | Error defect) {
        try {
          end();
        } finally {
          channel.pipeline().fireExceptionCaught(defect);
        }
      }
    };
  }

  DestinationAddress client() {
    return client;
  }

  ClientChannel link() {
    return link;
  }

  /** From here on bytes look otherwise: the client has other keys. */
  void link(ClientChannel other) {
    link = other;
  }

  boolean hasEnded() {
    return ended;
  }

  /**
   * Takes the client's place, until {@link #end} or the end of the connection. A session that has
   * it already is asked whether its client still lives. From then on this one is woken; it pushes
   * nothing before {@link #start}.
   *
   * @param atOnce whether the other one isn't asked, but ends
   * @return false when the other one lives, or when this one has ended
   */
  CompletableFuture<Boolean> takePlace(boolean atOnce) {
    // Is called at once if the connection has ended already.
    channel.closeFuture().addListener(closed -> end());
    return new Takeover(this, online, takeoverTimeout, atOnce).run();
  }

  /** Takes the place if it is free. From any thread. */
  boolean join() {
    if (!online.join(client, this)) {
      return false;
    }
    if (ended) { // on its event loop, perhaps before it had joined
      online.leave(client, this);
    }
    return !ended;
  }

  /** The client has its answer: from here on it may get binary frames. */
  void start() {
    if (ended) {
      return;
    }
    live = true;
    notesOfUse.begin();
    behind = inboxes.usage(client).messages() > 0;
    long nanos = SIGN_OF_LIFE_INTERVAL.toNanos();
    lastSign = channel.eventLoop().ticker().nanoTime();
    signOfLife =
        channel
            .eventLoop()
            .scheduleAtFixedRate(
                guarded(this::askForSignOfLife), nanos, nanos, TimeUnit.NANOSECONDS);
    inboxHasMore();
  }

  /**
   * A client that is neither sent anything nor sends anything may be gone, and we wouldn't know.
   */
  private void askForSignOfLife() {
    long silentNanos = channel.eventLoop().ticker().nanoTime() - lastSign;
    if (silentNanos >= SIGN_OF_LIFE_INTERVAL.toNanos() && !window.isPingOut()) {
      ping(window.bare());
      channel.flush();
    }
  }

  /**
   * Gives the client's place back. Once more does nothing.
   *
   * <p>First it leaves, so that nothing more is held for it in memory; then those who wait for the
   * place get it; and only if nobody has is what was held let go. Held messages that a new session
   * finds in the inbox are its own to push. If one joins just now it may lose some: their senders,
   * who have no ack, send them again.
   */
  void end() {
    if (ended) {
      return;
    }
    ended = true;
    live = false;
    acks.clear();
    backlogPlace.leave();
    online.leave(client, this);
    silence.stop();
    probe.answer(false);
    if (online.find(client) == null) {
      inboxes.letGo(client);
    }
    notesOfUse.end();
    if (signOfLife != null) {
      signOfLife.cancel(false);
    }
  }

  @Override
  public void wake() {
    drainTask.request();
  }

  @Override
  public boolean pushAck(byte[] source, int offset, int length) {
    return live
        && channel.isWritable()
        && acks.offer(Arrays.copyOfRange(source, offset, offset + length))
        && ackTask.request();
  }

  private void writeAcks() {
    for (byte[] ack = acks.poll(); ack != null; ack = acks.poll()) {
      write(ByteBuffer.wrap(ack));
      metrics.pushedAcks.increment();
    }
    channel.flush();
  }

  @Override
  public CompletableFuture<Boolean> probe(Duration patience) {
    return answered(asker -> probe(asker, patience));
  }

  @Override
  public CompletableFuture<Boolean> makeWay() {
    return answered(
        asker -> {
          if (!ended) {
            endAndClose(ClientMetrics.Closed.REPLACED);
          }
          asker.complete(false);
        });
  }

  /** Somebody on another thread wants to know something. */
  private CompletableFuture<Boolean> answered(Consumer<CompletableFuture<Boolean>> answer) {
    CompletableFuture<Boolean> asker = new CompletableFuture<>();
    try {
      channel.eventLoop().execute(guarded(() -> answer.accept(asker)));
    } catch (RejectedExecutionException shutDown) {
      online.leave(client, this); // nothing will ever happen here again
      asker.complete(false);
    }
    return asker;
  }

  private void probe(CompletableFuture<Boolean> asker, Duration patience) {
    if (ended) {
      asker.complete(false);
    } else if (probe.ask(asker, patience)) {
      ping(window.bare());
      channel.flush();
    }
  }

  private void endAndClose(ClientMetrics.Closed reason) {
    metrics.closed.count(reason);
    try {
      end(); // now, not when the connection is closed: it may take a while over its last words
    } finally {
      Farewell.close(channel, WebSocketCloseStatus.POLICY_VIOLATION);
    }
  }

  private void inboxHasMore() {
    unread = true;
    drain();
  }

  /** Reads on, if there may be something and it could be sent. */
  void drain() {
    if (!live || reading || !unread) {
      return;
    }
    if (!channel.isWritable()) {
      if (!window.isPingOut()) {
        ping(window.bare()); // else a client that reads none of our answers could stay for ever
        channel.flush();
      }
      return;
    }
    if (!window.hasRoom()) {
      return;
    }
    reading = true;
    if (behind) {
      backlogPlace.ask();
    } else {
      read();
    }
  }

  private void read() {
    unread = false;
    StoreAnswer.handle(
        inboxes.read(
            client,
            sentUpTo,
            Math.min(BATCH_MESSAGES, window.roomForMessages()),
            Math.min(BATCH_BYTES, window.roomForBytes())),
        channel,
        this::arrived,
        this::readFailed);
  }

  private void readFailed(Throwable failure) {
    if (live) {
      readFailures.log(
          more ->
              log.error(
                  "can't read an inbox; its client has to come again ({} more): {}",
                  more,
                  StackLine.of(failure)));
      metrics.closed.count(ClientMetrics.Closed.STORE_FAILED);
      Farewell.hangUp(channel); // it comes again: see ClientServer.close
    }
  }

  private void arrived(Batch batch) {
    // All of it before the flush, in which the socket may get room, and that drains.
    reading = false;
    backlogPlace.leave();
    if (!live) {
      return;
    }
    behind = batch.more();
    unread |= behind;
    if (!batch.messages().isEmpty()) {
      for (StoredMessage message : batch.messages()) {
        push(message);
        if (window.isRunFull()) {
          ping(window.nextPing());
        }
      }
      ping(window.nextPing());
      channel.flush();
    }
    drain();
  }

  private void push(StoredMessage message) {
    write(message.content());
    sentUpTo = message.position();
    window.pushed(message.position(), message.length());
    metrics.pushed.increment();
  }

  private void write(ByteBuffer message) {
    channel.write(new BinaryWebSocketFrame(link.seal(channel.alloc(), message)));
  }

  private void ping(OptionalLong due) {
    due.ifPresent(
        number -> {
          silence.pinged();
          channel.write(
              new PingWebSocketFrame(
                  channel.alloc().buffer(PING_BYTES, PING_BYTES).writeLong(number)));
        });
  }

  /** A pong came. One that no ping of ours asked for says nothing, and is answered with false. */
  boolean pong(ByteBuf payload) {
    if (ended) {
      return true; // what it asks for was taken back
    }
    OptionalLong position =
        payload.readableBytes() == PING_BYTES
            ? window.confirm(payload.readLong())
            : OptionalLong.empty();
    position.ifPresent(this::confirmed);
    return position.isPresent();
  }

  private void confirmed(long position) {
    silence.ponged(window.isPingOut());
    lastSign = channel.eventLoop().ticker().nanoTime();
    probe.answer(true);
    inboxes.removeUpTo(client, position);
    metrics.confirmations.increment();
    ping(window.nextPing());
    channel.flush();
    drain();
  }
}
