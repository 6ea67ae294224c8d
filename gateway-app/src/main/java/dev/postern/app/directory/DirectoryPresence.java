package dev.postern.app.directory;

import dev.postern.app.directory.DirectoryException.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one gateway listed from {@link #start} to {@link #close}, on one daemon thread of its own.
 * Nothing that it does, and no directory that is down, holds up the gateway. Thread-safe.
 *
 * <p>Once listed it is silent: a validator keeps an entry until it is told otherwise.
 */
public final class DirectoryPresence implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DirectoryPresence.class);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final Duration UNREGISTER_TIMEOUT = Duration.ofSeconds(3);

  private final Directory directory;
  private final Announcement announcement;
  private final CompletableFuture<DirectoryConflict> conflict = new CompletableFuture<>();
  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(1, DirectoryPresence::daemon);

  // Both on the executor's thread only.
  private Duration nextPause;
  private boolean maybeListed;

  // Guarded by this.
  private @Nullable Future<?> attempt;
  private boolean closed;

  /** Does nothing yet. */
  public DirectoryPresence(Directory directory, Announcement announcement) {
    this(directory, announcement, FIRST_PAUSE);
  }

  DirectoryPresence(Directory directory, Announcement announcement, Duration firstPause) {
    this.directory = directory;
    this.announcement = announcement;
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
      schedule(Duration.ZERO);
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

  private synchronized void schedule(Duration pause) {
    if (!closed) {
      attempt = executor.schedule(this::appear, pause.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void appear() {
    try {
      if (isClear()) {
        // From here on an entry may exist, whatever the answer is or if none comes.
        maybeListed = true;
        directory.register(announcement);
        log.info("Registered at {}", directory);
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
      topology = directory.topology();
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
    log.warn(
        "Not registered at {} yet: {}; next attempt in {}",
        directory,
        why,
        nextPause.toSeconds() + " s");
    schedule(nextPause);
    Duration doubled = nextPause.multipliedBy(2);
    nextPause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
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
