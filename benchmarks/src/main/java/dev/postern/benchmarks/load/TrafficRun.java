package dev.postern.benchmarks.load;

import dev.postern.net.nym09.ControlMessageCodec;
import dev.postern.net.nym09.ServerResponse;
import dev.postern.sphinx.DestinationAddress;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Packets of one direction: built, sent, and looked for at both ends. What a scenario does with it,
 * in this order: let the crowd register, {@link #build}, {@link #send}, {@link #settle}, {@link
 * #report}. For one thread.
 */
final class TrafficRun implements AutoCloseable, ClientEvents {
  private static final String SENT = ControlMessageCodec.write(ServerResponse.SENT);

  private final GatewayOptions.Subject subject;
  private final SendingOptions sending;
  private final Duration patience;
  private final Direction direction;
  private final int packets;
  private final long run = new SecureRandom().nextLong();
  private final Progress progress = new Progress();
  private final PacketLog log;
  private final EventLoopGroup loops;
  private final Sink sink;
  private final Crowd crowd;
  private final AtomicIntegerArray answers; // by client: to how many packets
  private final AtomicLong refusals = new AtomicLong();

  private volatile @Nullable String refusal; // a gateway's words
  private volatile @Nullable PacketStock stock; // null until it is built
  private ProcessUse before;
  private ProcessUse after;
  private Duration ownBefore = OwnUse.cpu();
  private Duration ownAfter = ownBefore;

  /** With so many clients and packets. */
  TrafficRun(
      GatewayOptions.Subject subject,
      Direction direction,
      SendingOptions sending,
      CrowdOptions clients,
      int clientCount,
      int packets) {
    this.subject = subject;
    this.direction = direction;
    this.sending = sending;
    this.patience = clients.patience();
    this.packets = packets;
    this.log = new PacketLog(packets, progress);
    this.before = subject.watch().now();
    this.after = before;
    this.answers = new AtomicIntegerArray(clientCount);
    this.loops = Loops.start(clients.eventLoops());
    this.sink = new Sink(loops, subject.sinkHost(), this::atSink);
    this.crowd = new Crowd(loops, subject.gateway(), clients, clientCount, this);
  }

  Crowd crowd() {
    return crowd;
  }

  EventLoopGroup loops() {
    return loops;
  }

  int packets() {
    return packets;
  }

  PacketLog log() {
    return log;
  }

  Progress progress() {
    return progress;
  }

  /** Builds all packets; the clients must have registered. */
  void build() throws InterruptedException {
    List<DestinationAddress> addresses = crowd.addresses();
    Supplier<FrameMaker> makers =
        direction == Direction.TO_CLIENTS
            ? () ->
                new MessageFrames(addresses, subject.gateway(), sink.route(sending.ackHops()), run)
            : () -> new ForwardFrames(crowd.clients(), sink.hop());
    stock = PacketStock.build(packets, makers);
  }

  private PacketStock built() {
    PacketStock ready = stock;
    if (ready == null) {
      throw new AssertionError("nothing was built yet");
    }
    return ready;
  }

  private void atSink(long key) {
    PacketStock known = stock;
    int index = known == null ? KeyIndex.NONE : known.index().find(key);
    if (direction == Direction.TO_CLIENTS) {
      log.acked(index);
    } else {
      log.delivered(index);
    }
  }

  @Override
  public void message(int client, long ofRun, long index) {
    boolean ours =
        ofRun == run
            && index >= 0
            && index < packets
            && index % crowd.clients().size() == client
            && direction == Direction.TO_CLIENTS;
    log.delivered(ours ? (int) index : KeyIndex.NONE);
  }

  // A client's answers come in the order of its packets, and its packets are every so-many-th.
  @Override
  public void answer(int client, String text) {
    long index = client + (long) answers.getAndIncrement(client) * crowd.clients().size();
    if (text.equals(SENT) && direction == Direction.FROM_CLIENTS && index < packets) {
      log.acked((int) index);
    } else {
      refusals.incrementAndGet();
      refusal = text;
    }
  }

  /** Sends until the stock is used up or the pace is over. */
  void send(Pace pace, WarmUp warmUp) throws IOException, InterruptedException {
    try (Outlet outlet =
        direction == Direction.TO_CLIENTS
            ? new MixConnections(subject.gateway().mixnet(), sending.connections())
            : new ClientConnections(crowd.clients(), loops.next())) {
      new Sender(built(), log, outlet)
          .send(
              pace,
              warmUp,
              () -> {
                before = subject.watch().now();
                ownBefore = OwnUse.cpu();
              });
    }
  }

  /** Waits until a count reaches that of the packets that were sent; whether it does. */
  boolean settle(LongSupplier count) throws InterruptedException {
    boolean all = await(count, log.sent());
    after = subject.watch().now();
    ownAfter = OwnUse.cpu();
    return all;
  }

  /** Waits until a count reaches another, as long as it grows; whether it does. */
  boolean await(LongSupplier count, long wanted) throws InterruptedException {
    return progress.await(() -> count.getAsLong() >= wanted, count, patience);
  }

  /** Packets of which both has come. */
  long ackedAndDelivered() {
    return Math.min(log.acks().count(), log.messages().count());
  }

  /** Writes counts, rates, and what the processes took from the first measured packet on. */
  void report(Report report) throws InterruptedException {
    report
        .put("clients", crowd.clients().size())
        .put("clients_online", crowd.onlineCount())
        .put("sent", log.sent())
        .put("acked", log.acks().count())
        .put("delivered", log.messages().count())
        .put("acked_again", log.acks().again())
        .put("delivered_again", log.messages().again())
        .put("strange_acks", log.strangeAcks())
        .put("strange_messages", log.strangeMessages())
        .put("measured", log.measured());
    String words = refusal;
    if (words != null) {
      report.put("refused", refusals.get()).put("refusal", words);
    }
    subject.watch().report(report, before, after, "packet", log.measured());
    report.put(
        "generator_cpu_us_per_packet",
        log.measured() == 0 ? 0 : ownAfter.minus(ownBefore).toNanos() / 1e3 / log.measured());
    report.put("sent_late", log.lateness());
  }

  /** Writes rate and latency of acks, or of the answers to clients. */
  void reportAcks(Report report) {
    report
        .put("measured_seconds", log.acks().seconds())
        .put("acked_per_second", log.acks().perSecond())
        .put("ack", log.acks().latency());
  }

  /** Writes rate and latency of messages, or of packets at the sink. */
  void reportMessages(Report report) {
    report
        .put("delivered_per_second", log.messages().perSecond())
        .put("message", log.messages().latency());
  }

  @Override
  public void close() {
    sink.close();
    Loops.stop(loops);
  }
}
