package dev.postern.net.mixnet;

import dev.postern.net.MixPacket;
import dev.postern.net.wire.FramedSphinxPacket;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Packets from within that one event loop opens, in the order in which they came. It takes turns
 * with the loop's connections: a few packets, no more than one read of a connection brings, and
 * then it is the others' turn.
 *
 * <p>{@link #take} may be called on any thread, and never opens anything on it.
 */
final class InsideLane {
  private static final int PACKETS_A_TURN = 6;

  private final EventLoop eventLoop;
  private final PacketReceiver receiver;
  private final Outcome outcome;
  private final Queue<MixPacket> packets = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean(); // a turn is due, or is being taken
  private volatile boolean closed;

  /** Who is told what became of packets. */
  interface Outcome {
    /** A packet waits no more, since it is opened now. */
    void opened(MixPacket packet);

    /** A packet waits no more, and nobody will open it. Takes it over. */
    void closed(MixPacket packet);
  }

  /**
   * Nothing waits yet.
   *
   * @param receiver of the event loop
   */
  InsideLane(EventLoop eventLoop, PacketReceiver receiver, Outcome outcome) {
    this.eventLoop = eventLoop;
    this.receiver = receiver;
    this.outcome = outcome;
    eventLoop.terminationFuture().addListener(ended -> close());
  }

  /** Takes a packet over. */
  void take(MixPacket packet) {
    packets.add(packet);
    if (closed) {
      dropAll();
    } else if (scheduled.compareAndSet(false, true)) {
      try {
        eventLoop.execute(this::turn);
      } catch (RejectedExecutionException e) {
        close(); // the loop is shut down: nobody opens packets any more
      }
    }
  }

  private void turn() {
    try {
      openSome();
    } finally {
      receiver.endTurn();
      scheduled.set(false);
      if (!packets.isEmpty() && scheduled.compareAndSet(false, true)) {
        // Not execute: the loop would come back to us before it looks at its sockets.
        var unused = eventLoop.schedule(this::turn, 0, TimeUnit.NANOSECONDS);
      }
    }
  }

  private void openSome() {
    for (int left = PACKETS_A_TURN; left > 0; left--) {
      MixPacket packet = packets.poll();
      if (packet == null) {
        return;
      }
      outcome.opened(packet);
      receiver.receive(framed(packet));
    }
  }

  private void close() {
    closed = true;
    dropAll();
  }

  private static FramedSphinxPacket framed(MixPacket packet) {
    return new FramedSphinxPacket(
        packet.size(), packet.mode(), packet.rotation(), packet.form(), inAnArray(packet.packet()));
  }

  /** Packets are opened where they lie, and the ciphers work on arrays. */
  private static ByteBuf inAnArray(ByteBuf packet) {
    if (packet.hasArray()) {
      return packet;
    }
    try {
      int bytes = packet.readableBytes();
      return packet.alloc().heapBuffer(bytes, bytes).writeBytes(packet);
    } finally {
      packet.release();
    }
  }

  private void dropAll() {
    for (MixPacket packet = packets.poll(); packet != null; packet = packets.poll()) {
      outcome.closed(packet);
    }
  }
}
