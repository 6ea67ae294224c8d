package dev.postern.benchmarks.load;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What became of each packet of a run: when it was due, whether its ack came, whether its message
 * came. Counts each once, and apart what came again and what nobody sent. Thread-safe; 12 bytes a
 * packet.
 */
final class PacketLog {
  private static final int ACKED = 1;
  private static final int DELIVERED = 2;
  private static final long NOT_SENT = 0;

  private final Progress progress;
  private final AtomicLongArray due; // of System.nanoTime; 0 until it was sent
  private final AtomicIntegerArray seen; // ACKED, DELIVERED
  private final Latency lateness = new Latency();
  private volatile int measuredFrom = Integer.MAX_VALUE;
  private volatile long measuredSince;

  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong strangeMessages = new AtomicLong();
  private final AtomicLong strangeAcks = new AtomicLong();
  private final Arrivals acks = new Arrivals(ACKED);
  private final Arrivals messages = new Arrivals(DELIVERED);

  /** For so many packets; tells of each event. */
  PacketLog(int packets, Progress progress) {
    this.progress = progress;
    this.due = new AtomicLongArray(packets);
    this.seen = new AtomicIntegerArray(packets);
  }

  /** From this packet on, times are taken; it is due now. */
  void measureFrom(int index, long nanoTime) {
    measuredSince = nanoTime;
    measuredFrom = index;
  }

  /** The packet is about to be written. */
  void sending(int index, long dueNanos, long nanoTime) {
    due.set(index, dueNanos == NOT_SENT ? 1 : dueNanos);
    sent.incrementAndGet();
    if (index >= measuredFrom) {
      lateness.add(dueNanos, nanoTime);
    }
  }

  /** An ack came; {@link KeyIndex#NONE} for one that nobody knows. */
  void acked(int index) {
    arrived(acks, strangeAcks, index);
  }

  /** A message came; {@link KeyIndex#NONE} for one that nobody knows. */
  void delivered(int index) {
    arrived(messages, strangeMessages, index);
  }

  private void arrived(Arrivals arrivals, AtomicLong strange, int index) {
    if (index < 0 || index >= due.length() || due.get(index) == NOT_SENT) {
      strange.incrementAndGet();
    } else {
      arrivals.add(index);
    }
    progress.changed();
  }

  long sent() {
    return sent.get();
  }

  /** Those of them that times were taken of. */
  long measured() {
    return Math.max(0, sent() - measuredFrom);
  }

  /** Acks. */
  Arrivals acks() {
    return acks;
  }

  /** Messages, or what a client had forwarded. */
  Arrivals messages() {
    return messages;
  }

  long strangeAcks() {
    return strangeAcks.get();
  }

  long strangeMessages() {
    return strangeMessages.get();
  }

  /** How long after its time each packet was written. */
  Latency lateness() {
    return lateness;
  }

  /** Packets whose ack came, and whose message never did. */
  long ackedAndNotDelivered() {
    long lost = 0;
    for (int i = 0; i < seen.length(); i++) {
      lost += seen.get(i) == ACKED ? 1 : 0;
    }
    return lost;
  }

  /** One kind of arrival: each packet's first, and those that came again. */
  final class Arrivals {
    private final int mark;
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong again = new AtomicLong();
    private final AtomicLong firstNanos = new AtomicLong();
    private final AtomicLong lastNanos = new AtomicLong();
    private final Latency latency = new Latency();

    private Arrivals(int mark) {
      this.mark = mark;
    }

    private void add(int index) {
      if ((seen.getAndUpdate(index, marks -> marks | mark) & mark) != 0) {
        again.incrementAndGet();
        return;
      }
      count.incrementAndGet();
      if (index >= measuredFrom) {
        long now = System.nanoTime();
        firstNanos.compareAndSet(0, now);
        lastNanos.set(now);
        latency.add(due.get(index), now);
      }
    }

    /** Packets of which it came. */
    long count() {
      return count.get();
    }

    long again() {
      return again.get();
    }

    /** From the intended time of each measured packet. */
    Latency latency() {
      return latency;
    }

    /** When the first measured packet's came. */
    long firstNanos() {
      return firstNanos.get();
    }

    /** When the last one's came. */
    long lastNanos() {
      return lastNanos.get();
    }

    /** From the first measured packet's time to the last arrival; 0 without one. */
    double seconds() {
      return latency.count() == 0 ? 0 : (lastNanos.get() - measuredSince) / 1e9;
    }

    /** How many arrived in each of them. */
    double perSecond() {
      return seconds() <= 0 ? 0 : latency.count() / seconds();
    }
  }
}
