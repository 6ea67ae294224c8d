package dev.postern.app.directory;

import dev.postern.app.directory.DirectoryException.Reason;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one gateway listed from {@link #start} to {@link #close}, and looks now and then who else
 * is, on one daemon thread of its own. Nothing that it does, and no directory that is down, holds
 * up the gateway. Thread-safe.
 *
 * <p>It registers once: a validator keeps an entry until it is told otherwise. What it saw last
 * stays valid until it sees something else.
 */
public final class DirectoryPresence implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DirectoryPresence.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final Duration REFRESH = Duration.ofMinutes(10);
  private static final double JITTER = 0.2; // of the refresh, either way
  private static final Duration UNREGISTER_TIMEOUT = Duration.ofSeconds(3);

  private final Directory directory;
  private final Announcement announcement;
  private final Consumer<Listing> onTopology;
  private final HostLookup lookup = new HostLookup();
  private final Duration firstPause;
  private final Duration refresh;
  private final CompletableFuture<DirectoryConflict> conflict = new CompletableFuture<>();
  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(1, DirectoryPresence::daemon);

  // All on the executor's thread only.
  private Duration nextPause;
  private boolean maybeListed;
  private boolean hasTopology;

  // Guarded by this.
  private @Nullable Future<?> attempt;
  private boolean closed;

  /**
   * Does nothing yet.
   *
   * @param onTopology is told on the presence's thread who is listed, each time that it looked
   */
  public DirectoryPresence(
      Directory directory, Announcement announcement, Consumer<Listing> onTopology) {
    this(directory, announcement, onTopology, FIRST_PAUSE, REFRESH);
  }

  DirectoryPresence(
      Directory directory,
      Announcement announcement,
      Consumer<Listing> onTopology,
      Duration firstPause,
      Duration refresh) {
    this.directory = directory;
    this.announcement = announcement;
    this.onTopology = onTopology;
    this.firstPause = firstPause;
    this.refresh = refresh;
    this.nextPause = firstPause;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "postern-directory");
    thread.setDaemon(true);
    return thread;
  }

  /** Starts to look around and to register, and returns at once. */
  public void start() {
    if (directory != Directory.none()) {
      schedule(this::appear, Duration.ZERO);
    }
  }

  /**
   * Completes if another node is listed with an address of ours; then nothing was registered, and
   * the gateway should stop. Never completes otherwise.
   */
  public CompletableFuture<DirectoryConflict> conflict() {
    return conflict.copy();
  }

  /** Takes the gateway off the list if it may be on it, and gives up on that after 3 s. */
  @Override
  public void close() {
    Future<?> unregistered;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      if (attempt != null) {
        attempt.cancel(true);
      }
      unregistered = executor.submit(this::unregister);
    }
    try {
      unregistered.get(UNREGISTER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      log.warn("Not unregistered at {}: no answer in time", directory);
    } catch (ExecutionException e) {
      log.warn("Not unregistered at {}: {}", directory, String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      executor.shutdownNow();
    }
  }

  private synchronized void schedule(Runnable task, Duration pause) {
    if (!closed) {
      attempt = executor.schedule(task, pause.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void appear() {
    try {
      if (isClear()) {
        // From here on an entry may exist, whatever the answer is or if none comes.
        maybeListed = true;
        directory.register(announcement);
        log.info("Registered at {}", directory);
        nextPause = firstPause;
        schedule(this::lookAgain, hasTopology ? untilRefresh() : pause());
      }
    } catch (DirectoryException e) {
      retry(e.getMessage());
    } catch (RuntimeException e) {
      // An embedder's directory; one that throws once may work the next time.
      retry(e.toString());
    }
  }

  private boolean isClear() throws DirectoryException {
    Topology topology;
    try {
      topology = look();
    } catch (DirectoryException e) {
      if (e.reason() != Reason.UNREADABLE) {
        throw e;
      }
      // One stranger's bad entry makes the whole list unreadable: it must not keep us off it.
      log.warn("Registering at {} without a look at the others: {}", directory, e.getMessage());
      return true;
    }
    Optional<DirectoryConflict> found = topology.conflictWith(announcement);
    if (found.isPresent()) {
      conflict.complete(found.get());
      return false;
    }
    if (!maybeListed && topology.lists(announcement)) {
      log.warn("{} lists this gateway already: it did not unregister last time", directory);
    }
    return true;
  }

  private void retry(@Nullable String why) {
    synchronized (this) {
      if (closed) {
        return;
      }
    }
    Duration pause = pause();
    log.warn(
        "Not registered at {} yet: {}; next attempt in {} s", directory, why, pause.toSeconds());
    schedule(this::appear, pause);
  }

  /** The next one will be twice as long. */
  private Duration pause() {
    Duration pause = nextPause;
    Duration doubled = pause.multipliedBy(2);
    nextPause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    return pause;
  }

  /** Not all gateways at the same moment. */
  private Duration untilRefresh() {
    double factor = 1 + JITTER * ThreadLocalRandom.current().nextDouble(-1, 1);
    return Duration.ofMillis(Math.round(refresh.toMillis() * factor));
  }

  private Topology look() throws DirectoryException {
    // Before the answer: whoever can change what a name stands for meanwhile gains nothing.
    List<InetAddress> addresses = directory.addresses();
    Topology topology = directory.topology();
    onTopology.accept(topology.listing(lookup, addresses));
    hasTopology = true;
    return topology;
  }

  private void lookAgain() {
    try {
      Topology unused = look();
      nextPause = firstPause;
      schedule(this::lookAgain, untilRefresh());
    } catch (DirectoryException e) {
      keepTheLastOne(e.getMessage());
    } catch (RuntimeException e) {
      keepTheLastOne(e.toString());
    }
  }

  private void keepTheLastOne(@Nullable String why) {
    Duration pause = pause();
    log.warn(
        "No news of the nodes listed at {}: {}; {}; next attempt in {} s",
        directory,
        why,
        hasTopology ? "those of the last time stay" : "none are known yet",
        pause.toSeconds());
    schedule(this::lookAgain, pause);
  }

  private void unregister() {
    if (!maybeListed) {
      return;
    }
    try {
      directory.unregister(announcement.identityKey());
      log.info("Unregistered at {}", directory);
    } catch (DirectoryException e) {
      log.warn("Not unregistered at {}: {}", directory, e.getMessage());
    }
  }
}
