package dev.postern.app.crash;

import dev.postern.sphinx.DestinationAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

/** Which messages were sent to whom, which acks came back, and who got what. Thread-safe. */
final class Ledger {
  private final Map<Long, DestinationAddress> sent = new ConcurrentHashMap<>();
  private final Set<Long> acknowledged = new ConcurrentSkipListSet<>();
  private final Map<DestinationAddress, Set<Long>> received = new ConcurrentHashMap<>();

  void sent(long id, DestinationAddress to) {
    sent.put(id, to);
  }

  synchronized void acknowledged(long id) {
    acknowledged.add(id);
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
  void received(long id, DestinationAddress by) {
    if (!by.equals(sent.get(id))) {
      throw new AssertionError(by + " got message " + id + ", which is for " + sent.get(id));
    }
    received.computeIfAbsent(by, client -> new ConcurrentSkipListSet<>()).add(id);
  }

  int acknowledgedCount() {
    return acknowledged.size();
  }

  /** What was acknowledged and hasn't reached its client. */
  List<Long> missing() {
    Set<Long> missing = new TreeSet<>(acknowledged);
    received.values().forEach(missing::removeAll);
    return new ArrayList<>(missing);
  }

  boolean isComplete(DestinationAddress client) {
    Set<Long> got = received.getOrDefault(client, Set.of());
    return acknowledged.stream().filter(id -> client.equals(sent.get(id))).allMatch(got::contains);
  }
}
