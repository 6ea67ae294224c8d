package dev.postern.app;

import dev.postern.net.mixnet.NodeKeys;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import dev.postern.storage.FileProblem;
import dev.postern.storage.ReplayMemory;
import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a gateway another Sphinx key now and then (docs/adr/0020). One thing at a time, each in the
 * key store before it has an effect:
 *
 * <pre>
 *   one key ──── it is old, or somebody asks ───► two keys, the old one for as long as it takes
 *                                                       │
 *                                                 the new one is registered
 *                                                       ▼
 *   one key ◄─── the overlap is over: ─────────── two keys, the old one for an overlap
 *                the old one's tags go with it
 * </pre>
 *
 * <p>There are never more than two: nothing is rotated in an overlap. Thread-safe; all of it uses
 * the disk. On a daemon thread of its own from {@link #start} to {@link #close}.
 */
final class KeyRotation {
  private static final Logger log = LoggerFactory.getLogger(KeyRotation.class);

  private static final Duration LONGEST_OVERLAP = Duration.ofHours(24);
  private static final int LOOKS_IN_AN_OVERLAP = 8;
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);
  private static final Duration TO_END = Duration.ofSeconds(1);

  private final Duration period;
  private final SphinxKeyStore store;
  private final NodeKeys nodeKeys;
  private final ReplayMemory replays;
  private final Clock clock;
  private final Supplier<SphinxPrivateKey> fresh;
  private final Consumer<SphinxPublicKey> announce;
  private final Counter rotations;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(KeyRotation::daemon);

  private volatile SphinxKeys keys; // written under this object's lock

  /**
   * Does nothing yet.
   *
   * @param period how old a key gets; zero for no age, and then it rotates only if asked to
   * @param keys as the store has them
   * @param nodeKeys which open packets with these keys already
   * @param announce has a key registered, and {@link #registered} called when that is so
   */
  KeyRotation(
      Duration period,
      SphinxKeys keys,
      SphinxKeyStore store,
      NodeKeys nodeKeys,
      ReplayMemory replays,
      Clock clock,
      Supplier<SphinxPrivateKey> fresh,
      Consumer<SphinxPublicKey> announce,
      Counter rotations) {
    this.period = period;
    this.keys = keys;
    this.store = store;
    this.nodeKeys = nodeKeys;
    this.replays = replays;
    this.clock = clock;
    this.fresh = fresh;
    this.announce = announce;
    this.rotations = rotations;
  }

  /** As the store has them. Never waits. */
  SphinxKeys keys() {
    return keys;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "postern-keys");
    thread.setDaemon(true);
    return thread;
  }

  /** For how long both keys are accepted: half the period, and a day at most. */
  static Duration overlap(Duration period) {
    boolean isLong = period.compareTo(LONGEST_OVERLAP.plus(LONGEST_OVERLAP)) > 0;
    return period.isZero() || isLong ? LONGEST_OVERLAP : part(period, 2);
  }

  private static Duration pause(Duration period) {
    Duration pause = part(overlap(period), LOOKS_IN_AN_OVERLAP);
    if (pause.compareTo(LONGEST_PAUSE) > 0) {
      return LONGEST_PAUSE;
    }
    return pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause;
  }

  // Duration's own division brings powers of ten of any size, which a start would wait for. Some
  // days at most.
  private static Duration part(Duration whole, int parts) {
    return Duration.ofNanos(whole.toNanos() / parts);
  }

  /** Looks now and then what is to be done. */
  void start() {
    var unused =
        executor.scheduleWithFixedDelay(
            this::look, 0, pause(period).toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What is under way comes to its end; there is nothing after it. */
  void close() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(TO_END.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("Still at the Sphinx keys; the next start goes on with it");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Does what is due, if anything. */
  synchronized void look() {
    try {
      act(clock.instant());
    } catch (IOException e) {
      sayFailure(FileProblem.of(e));
    } catch (UncheckedIOException e) {
      sayFailure(String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      log.error("A defect of ours in the rotation of Sphinx keys", e);
    }
  }

  private static void sayFailure(String why) {
    log.warn("The Sphinx keys stay as they are for now: {}", why);
  }

  private void act(Instant now) throws IOException {
    if (keys.rotationId() != 0 && keys.since().isEmpty()) {
      save(keys.since(now)); // a kill came between the key and its time, which has its id beside it
    }
    Optional<SphinxKeys.Retiring> retiring = keys.retiring();
    if (retiring.isPresent()) {
      if (retiring.get().isOverAt(now)) {
        retire(retiring.get().key(), now);
      }
    } else if (isDue(now) || store.rotationIsAsked()) {
      rotate(now);
    } else if (!period.isZero() && keys.since().isEmpty()) {
      save(keys.since(now)); // its age begins to count
    }
  }

  private boolean isDue(Instant now) {
    return !period.isZero()
        && keys.since().isPresent()
        && Duration.between(keys.since().get(), now).compareTo(period) >= 0;
  }

  private void rotate(Instant now) throws IOException {
    SphinxPrivateKey before = keys.current();
    SphinxPrivateKey next = fresh.get();
    // First what may fail with nothing changed.
    var unused = replays.packets(next.publicKey());
    try {
      save(keys.rotated(next, now));
    } catch (IOException e) {
      replays.forgetPackets(next.publicKey());
      throw e;
    }
    keys.openWith(nodeKeys, now);
    rotations.increment();
    SphinxPublicKey announced = next.publicKey();
    String nowName = announced.toBase58();
    String thenName = before.publicKey().toBase58();
    log.info("The Sphinx key is now {}; {} is accepted until senders know it", nowName, thenName);
    announce.accept(announced);
  }

  /** That key is what senders learn from now on; where there is no directory, from whoever. */
  synchronized void registered(SphinxPublicKey key) {
    Optional<SphinxKeys.Retiring> retiring = keys.retiring();
    if (!key.equals(keys.current().publicKey())
        || retiring.isEmpty()
        || retiring.get().until().isPresent()) {
      return;
    }
    Instant until = clock.instant().plus(overlap(period));
    SphinxKeys next = keys.retiringUntil(until);
    try {
      save(next);
    } catch (IOException e) {
      keys = next; // who is killed now begins with a registration, and so with a new overlap
      log.warn("The end of the overlap is not written down: {}", FileProblem.of(e));
    }
    String nowName = key.toBase58();
    String thenName = retiring.get().key().publicKey().toBase58();
    log.info("The Sphinx key {} is announced; {} is accepted until {}", nowName, thenName, until);
  }

  private void retire(SphinxPrivateKey old, Instant now) throws IOException {
    keys.withoutRetiring().openWith(nodeKeys, now);
    // For ever, whatever a clock will say: without its tags it must never open a packet again.
    save(keys.retiringUntil(Instant.EPOCH));
    replays.forgetPackets(old.publicKey());
    save(keys.withoutRetiring());
    String name = old.publicKey().toBase58();
    log.info("The Sphinx key {} opens nothing any more, and what came for it is forgotten", name);
  }

  private void save(SphinxKeys next) throws IOException {
    if (!next.equals(keys)) {
      store.save(next);
      keys = next;
    }
  }
}
