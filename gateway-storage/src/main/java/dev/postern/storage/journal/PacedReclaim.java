package dev.postern.storage.journal;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link Reclaim} with patience: nobody's safety hangs on it, so when the disk fails under a step,
 * that is said once a minute and tried again after a while, on another segment if there is one. The
 * writer's thread only.
 */
final class PacedReclaim {
  private static final Logger log = LoggerFactory.getLogger(PacedReclaim.class);

  /** How long to wait for work when there is nothing to reclaim. */
  static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final Reclaim reclaim;
  private final Backoff backoff =
      new Backoff(TimeUnit.MILLISECONDS.toNanos(100), TimeUnit.MINUTES.toNanos(1));
  private final LogLimit limit = new LogLimit();
  private long nextNanoTime = System.nanoTime();

  PacedReclaim(Reclaim reclaim) {
    this.reclaim = reclaim;
  }

  /** See {@link Reclaim#owes}. */
  void owes(long bytes) {
    reclaim.owes(bytes);
  }

  /** Does some work, if it is time; how long until it wants to do more. */
  long step() {
    long early = nextNanoTime - System.nanoTime();
    if (early > 0) {
      return early;
    }
    try {
      boolean more = reclaim.work();
      backoff.reset();
      return more ? 0 : IDLE_NANOS;
    } catch (IOException e) {
      reclaim.giveUp();
      return failed(e);
    }
  }

  /** While nothing can be written: deletes what can be deleted. */
  void deleteEmpty() {
    try {
      reclaim.deleteEmpty();
    } catch (IOException e) {
      failed(e);
    }
  }

  private long failed(IOException e) {
    long pause = backoff.nextNanos();
    nextNanoTime = System.nanoTime() + pause;
    if (limit.passes()) {
      log.warn("Disk space could not be given back; that is tried again: {}", e.toString());
    }
    return pause;
  }
}
