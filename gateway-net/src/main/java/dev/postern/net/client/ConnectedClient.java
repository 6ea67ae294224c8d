package dev.postern.net.client;

import dev.postern.net.LogLimiter;
import dev.postern.net.delivery.ClientSession;
import dev.postern.net.delivery.OnlineClients;
import dev.postern.net.nym09.BinaryMessageCodec;
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
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
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
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel itself
final class ConnectedClient implements ClientSession {
  // A read brings no more than this: it is what an unwritable socket may still be given, and what
  // one client gets before others on this event loop have their turn.
  static final int BATCH_MESSAGES = 64;
  static final int BATCH_BYTES = 64 * 1024;
  static final int PING_BYTES = Long.BYTES;
  static final int MAX_WAITING_ACKS = 256;

  private static final Logger log = LoggerFactory.getLogger(ConnectedClient.class);
  private static final LogLimiter readFailures = LogLimiter.everyTenSeconds();

  private final Channel channel;
  private final DestinationAddress client;
  private final BinaryMessageCodec codec;
  private final OnlineClients online;
  private final InboxStore inboxes;
  private final UnconfirmedWindow window;
  private final ClientMetrics metrics;

  private final CoalescedTask drainTask;
  private final CoalescedTask ackTask;
  private final Queue<byte[]> acks = new LinkedBlockingQueue<>(MAX_WAITING_ACKS);
  private volatile boolean live; // between start and end

  private long sentUpTo = InboxStore.BEFORE_ALL; // grows: nothing is sent twice on a connection
  private boolean reading; // at most one read is under way
  private boolean unread; // the inbox may hold something after sentUpTo

  ConnectedClient(
      Channel channel,
      DestinationAddress client,
      BinaryMessageCodec codec,
      OnlineClients online,
      InboxStore inboxes,
      UnconfirmedWindow window,
      ClientMetrics metrics) {
    this.channel = channel;
    this.client = client;
    this.codec = codec;
    this.online = online;
    this.inboxes = inboxes;
    this.window = window;
    this.metrics = metrics;
    this.drainTask = new CoalescedTask(channel.eventLoop(), this::inboxHasMore);
    this.ackTask = new CoalescedTask(channel.eventLoop(), this::writeAcks);
  }

  DestinationAddress client() {
    return client;
  }

  BinaryMessageCodec codec() {
    return codec;
  }

  /**
   * Takes the client's place, unless it is taken, until {@link #end} or the end of the connection.
   * From here on it is woken; it pushes nothing before {@link #start}.
   */
  boolean join() {
    if (!online.join(client, this)) {
      return false;
    }
    // Is called at once if the connection has ended already.
    channel.closeFuture().addListener(closed -> end());
    return true;
  }

  /** The client has its answer: from here on it may get binary frames. */
  void start() {
    live = true;
    inboxHasMore();
  }

  /** Gives the client's place back. Once more does nothing. */
  void end() {
    live = false;
    acks.clear();
    online.leave(client, this);
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

  private void inboxHasMore() {
    unread = true;
    drain();
  }

  /** Reads on, if there may be something and it could be sent. */
  void drain() {
    if (!live || reading || !unread || !channel.isWritable() || !window.hasRoom()) {
      return;
    }
    reading = true;
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
                  "can't read an inbox; its client has to come again ({} more)", more, failure));
      metrics.closed.count(ClientMetrics.Closed.STORE_FAILED);
      Farewell.close(channel, WebSocketCloseStatus.INTERNAL_SERVER_ERROR);
    }
  }

  private void arrived(Batch batch) {
    reading = false;
    if (!live) {
      return;
    }
    if (!batch.messages().isEmpty()) {
      batch.messages().forEach(this::push);
      pingIfDue();
      channel.flush();
      unread = true; // caught up only when a read comes back empty
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
    channel.write(new BinaryWebSocketFrame(codec.seal(channel.alloc(), message)));
  }

  private void pingIfDue() {
    window
        .nextPing()
        .ifPresent(
            number ->
                channel.write(
                    new PingWebSocketFrame(
                        channel.alloc().buffer(PING_BYTES, PING_BYTES).writeLong(number))));
  }

  /** A pong came. One that no ping of ours asked for says nothing. */
  void pong(ByteBuf payload) {
    if (payload.readableBytes() != PING_BYTES) {
      return;
    }
    window
        .confirm(payload.readLong())
        .ifPresent(
            position -> {
              inboxes.removeUpTo(client, position);
              metrics.confirmations.increment();
              pingIfDue();
              channel.flush();
              drain();
            });
  }
}
