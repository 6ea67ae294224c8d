package dev.postern.app.crash;

import dev.postern.sphinx.DestinationAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which messages were sent to whom, which acks came back, and who got what. Complains with an
 * AssertionError where it happens. Thread-safe.
 *
 * <p>Numbers grow from message to message, and a process of the gateway gets them over one
 * connection. So the order of a client's inbox is that of the numbers, and there is one rule: <b>a
 * client that gets a message has got all that were acknowledged before it, and gets none later that
 * it never had.</b>
 *
 * <p>It forgets what can't matter any more, so that it is as large after the thousandth round as
 * after the tenth.
 */
final class Ledger {
  // How far back it looks for a message that comes again. A session repeats at most its window, and
  // what a lost removal brings back; beyond this a message that was skipped would pass as repeated.
  private static final int REMEMBERED = 20_000;

  private final Map<Long, DestinationAddress> awaitingAck = new HashMap<>(); // of this run
  private final Map<DestinationAddress, Received> clients = new HashMap<>();
  private long acknowledged;
  private long received;
  private long repeated;
  private int missing;

  /** What one client has got. */
  private static final class Received {
    final TreeSet<Long> missing = new TreeSet<>(); // acknowledged, and above highest
    final TreeSet<Long> latest = new TreeSet<>(); // all that it got above forgottenUpTo
    long highest;
    long forgottenUpTo;
  }

  synchronized void sent(long id, DestinationAddress to) {
    awaitingAck.put(id, to);
  }

  synchronized void acknowledged(long id) {
    DestinationAddress to = awaitingAck.remove(id);
    if (to == null) {
      throw new AssertionError(
          "message " + id + " was not sent to this process, or acknowledged before");
    }
    acknowledged++;
    Received got = of(to);
    if (id > got.highest) {
      got.missing.add(id);
      missing++;
    } else if (isKnownToBeMissing(got, id)) {
      throw new AssertionError(to + " got " + got.highest + " and not " + id + ", which is safe");
    }
    notifyAll();
  }

  /** Notes a message whose content says that it is for this client. */
  synchronized void received(long id, DestinationAddress by) {
    Received got = of(by);
    received++;
    if (id <= got.highest) {
      if (isKnownToBeMissing(got, id)) {
        throw new AssertionError(
            by + " got " + id + " after " + got.highest + ", for the first time");
      }
      repeated++;
      return;
    }
    if (!got.missing.isEmpty() && got.missing.first() < id) {
      throw new AssertionError(
          by + " got " + id + " and not yet " + got.missing.first() + ", which is safe");
    }
    got.highest = id;
    got.latest.add(id);
    if (got.latest.size() > REMEMBERED) {
      got.forgottenUpTo = got.latest.pollFirst();
    }
    if (got.missing.remove(id)) {
      missing--;
      notifyAll();
    }
  }

  private static boolean isKnownToBeMissing(Received got, long id) {
    return id > got.forgottenUpTo && !got.latest.contains(id);
  }

  private Received of(DestinationAddress client) {
    return clients.computeIfAbsent(client, unknown -> new Received());
  }

  /** The process is dead and all that it sent has been read: no more acks for what it was sent. */
  synchronized void endOfRun() {
    awaitingAck.clear();
  }

  /** Forgets a client that has everything and is sent nothing any more. */
  synchronized void forget(DestinationAddress client) {
    Received got = clients.remove(client);
    if (got != null && !got.missing.isEmpty()) {
      throw new AssertionError(client + " still misses " + got.missing);
    }
  }

  /** Waits until so many acks are back; an AssertionError if they don't come. */
  void awaitAcknowledged(long count, Duration limit) throws InterruptedException {
    if (!reachesAcknowledged(count, limit)) {
      throw new AssertionError(acknowledgedCount() + " acks came, not " + count);
    }
  }

  /** Whether so many acks are back before the time is up. */
  synchronized boolean reachesAcknowledged(long count, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    long leftMillis = limit.toMillis();
    while (acknowledged < count && leftMillis > 0) {
      wait(leftMillis);
      leftMillis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
    }
    return acknowledged >= count;
  }

  /** Waits while clients are so many acknowledged messages behind, but not for long. */
  synchronized void letClientsCatchUp(int behind, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    long leftMillis = limit.toMillis();
    while (missing > behind && leftMillis > 0) {
      wait(leftMillis);
      leftMillis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
    }
  }

  synchronized long acknowledgedCount() {
    return acknowledged;
  }

  synchronized long receivedCount() {
    return received;
  }

  /** How often a message came that had come before. */
  synchronized long repeatedCount() {
    return repeated;
  }

  /** What was acknowledged to its sender and hasn't reached this client. */
  synchronized Set<Long> missing(DestinationAddress client) {
    return new TreeSet<>(of(client).missing);
  }

  /** Whether this client has everything that was acknowledged so far. */
  synchronized boolean isComplete(DestinationAddress client) {
    return of(client).missing.isEmpty();
  }
}
