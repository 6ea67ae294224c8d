package dev.postern.net.client;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Acks on their way from the mixnet's event loops to a client's own. Most clients are idle most of
 * the time, so there is nothing here until the first one comes. Thread-safe.
 */
final class WaitingAcks {
  private final int most;
  private @Nullable Queue<byte[]> acks;

  WaitingAcks(int most) {
    this.most = most;
  }

  /** Whether there was room. */
  synchronized boolean offer(byte[] ack) {
    if (acks == null) {
      acks = new ArrayDeque<>();
    }
    return acks.size() < most && acks.add(ack);
  }

  /** The oldest, or null. */
  synchronized byte @Nullable [] poll() {
    return acks == null ? null : acks.poll();
  }

  synchronized void clear() {
    acks = null;
  }
}
