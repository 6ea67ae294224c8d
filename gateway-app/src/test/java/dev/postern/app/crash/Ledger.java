package dev.postern.app.crash;

import dev.postern.sphinx.DestinationAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which messages were sent to whom, which acks came back, and who got what. Thread-safe. */
final class Ledger {
  private final Map<Long, DestinationAddress> sent = new HashMap<>();
  private final Set<Long> acknowledged = new HashSet<>();
  private final Set<Long> received = new HashSet<>();
  private final Map<DestinationAddress, Set<Long>> missing = new HashMap<>();

  synchronized void sent(long id, DestinationAddress to) {
    sent.put(id, to);
    missing.computeIfAbsent(to, client -> new TreeSet<>());
  }

  synchronized void acknowledged(long id) {
    DestinationAddress to = sent.get(id);
    if (to == null) {
      throw new AssertionError("message " + id + " was acknowledged and never sent");
    }
    acknowledged.add(id);
    if (!received.contains(id)) {
      missing.get(to).add(id);
    }
    notifyAll();
  }

  /** Waits until so many acks are back; an AssertionError if they don't come. */
  synchronized void awaitAcknowledged(int count, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (acknowledged.size() < count) {
      long leftMillis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (leftMillis <= 0) {
        throw new AssertionError(acknowledged.size() + " acks came, not " + count);
      }
      wait(leftMillis);
    }
  }

  /** Notes a message; an AssertionError if it isn't this client's. */
  synchronized void received(long id, DestinationAddress by) {
    if (!by.equals(sent.get(id))) {
      throw new AssertionError(by + " got message " + id + ", which is for " + sent.get(id));
    }
    received.add(id);
    missing.get(by).remove(id);
  }

  synchronized int acknowledgedCount() {
    return acknowledged.size();
  }

  /** What was acknowledged to its sender and hasn't reached this client. */
  synchronized Set<Long> missing(DestinationAddress client) {
    return new TreeSet<>(missing.getOrDefault(client, Set.of()));
  }

  synchronized boolean isComplete(DestinationAddress client) {
    return missing.getOrDefault(client, Set.of()).isEmpty();
  }
}
