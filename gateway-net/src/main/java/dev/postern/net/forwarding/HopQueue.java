package dev.postern.net.forwarding;

import dev.postern.net.MixPacket;
import dev.postern.net.forwarding.ForwardingMetrics.Dropped;
import dev.postern.net.nym09.FramedSphinxPacket;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Packets on their way to one next hop, oldest first, bounded in bytes: when it is full the oldest
 * makes way, since its sender is the nearest to sending it again. Owns the packets in it.
 * Thread-safe; the lock is held for a few instructions.
 */
final class HopQueue {
  private final int capacityBytes;
  private final ForwardingMetrics metrics;
  private final Deque<MixPacket> packets = new ArrayDeque<>();
  private int queuedBytes; // of whole frames; 0 <= queuedBytes <= capacityBytes
  private boolean stopped;

  HopQueue(int capacityBytes, ForwardingMetrics metrics) {
    this.capacityBytes = capacityBytes;
    this.metrics = metrics;
  }

  /** Takes the packet, or returns false if the queue takes none any more. */
  synchronized boolean offer(MixPacket packet) {
    if (stopped) {
      return false;
    }
    int frameBytes = FramedSphinxPacket.frameBytes(packet.size());
    while (queuedBytes + frameBytes > capacityBytes) {
      MixPacket oldest = poll();
      if (oldest == null) {
        throw new AssertionError("a queue has room for one frame of any size");
      }
      metrics.drop(oldest, Dropped.QUEUE_FULL);
    }
    packets.addLast(packet);
    queuedBytes += frameBytes;
    return true;
  }

  /** Hands the oldest packet over. */
  synchronized @Nullable MixPacket poll() {
    MixPacket oldest = packets.pollFirst();
    if (oldest != null) {
      queuedBytes -= FramedSphinxPacket.frameBytes(oldest.size());
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
      metrics.drop(packet, reason);
    }
  }
}
