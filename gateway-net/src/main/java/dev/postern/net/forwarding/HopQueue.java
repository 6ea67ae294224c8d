package dev.postern.net.forwarding;

import dev.postern.net.MixPacket;
import dev.postern.net.forwarding.ForwardingMetrics.Dropped;
import dev.postern.net.generations.MixnetGenerations;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Packets on their way to one next hop, oldest first, bounded in bytes: when it is full the oldest
 * makes way, since its sender is the nearest to sending it again. A hop that is connected may have
 * more waiting: acks come in bursts, as many at a time as messages became durable by one fsync. If
 * all queues together are full it is the newest that is shed. Owns the packets in it; each goes out
 * in the form that it has. Thread-safe; the lock is held for a few instructions.
 */
final class HopQueue {
  // A hop with more than this part of its queue in use doesn't keep up.
  private static final int KEEPING_UP = 8;

  /** So many times as much may wait for a hop that is connected. */
  static final int BURST = 8;

  private final int capacityBytes;
  private final QueueMemory memory;
  private final ForwardingMetrics metrics;
  private final Deque<MixPacket> packets = new ArrayDeque<>();
  private int queuedBytes; // of whole frames; 0 <= queuedBytes <= BURST * capacityBytes
  private boolean stopped;

  HopQueue(int capacityBytes, QueueMemory memory, ForwardingMetrics metrics) {
    this.capacityBytes = capacityBytes;
    this.memory = memory;
    this.metrics = metrics;
  }

  /**
   * Takes the packet over (and sheds it, if there is no memory), or returns false if the queue
   * takes none any more.
   *
   * @param connected whether what is in the queue is on its way
   */
  synchronized boolean offer(MixPacket packet, boolean connected) {
    if (stopped) {
      return false;
    }
    int frameBytes = frameBytes(packet);
    int room = connected ? BURST * capacityBytes : capacityBytes;
    while (queuedBytes + frameBytes > room) {
      MixPacket oldest = poll();
      if (oldest == null) {
        throw new AssertionError("a queue has room for one frame of any size");
      }
      drop(oldest, Dropped.QUEUE_FULL);
    }
    if (!memory.take(frameBytes, connected && queuedBytes <= capacityBytes / KEEPING_UP)) {
      metrics.drop(packet, Dropped.OVERLOADED);
      return true;
    }
    packets.addLast(packet);
    queuedBytes += frameBytes;
    return true;
  }

  /** Hands the oldest packet over, and its memory, which is to be given back when it is gone. */
  synchronized @Nullable MixPacket poll() {
    MixPacket oldest = packets.pollFirst();
    if (oldest != null) {
      queuedBytes -= frameBytes(oldest);
    }
    return oldest;
  }

  synchronized boolean isEmpty() {
    return packets.isEmpty();
  }

  /** Takes nothing any more; what is in it stays. */
  synchronized void stop() {
    stopped = true;
  }

  /** Takes nothing any more if there is nothing in it; tells whether that is so. */
  synchronized boolean stopIfEmpty() {
    stopped |= packets.isEmpty();
    return stopped;
  }

  /** Releases and counts everything that waits. */
  synchronized void dropAll(Dropped reason) {
    for (MixPacket packet = poll(); packet != null; packet = poll()) {
      drop(packet, reason);
    }
  }

  private static int frameBytes(MixPacket packet) {
    return MixnetGenerations.FRAME_HEADS.frameBytes(packet.form(), packet.size());
  }

  private void drop(MixPacket packet, Dropped reason) {
    memory.give(frameBytes(packet));
    metrics.drop(packet, reason);
  }
}
