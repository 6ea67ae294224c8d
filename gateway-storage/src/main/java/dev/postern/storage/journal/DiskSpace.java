package dev.postern.storage.journal;

import dev.postern.storage.StoreLimits;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps some of the disk free: below a floor nothing new is taken, until there is more room than a
 * higher mark. What was taken before, removals, and the journal's own housekeeping go on: that is
 * what the room below the floor is for.
 *
 * <p>Free space is looked at once a second. In between, and for what waits to be written, what is
 * taken counts as written, so that a burst can't run through the floor unseen.
 */
final class DiskSpace {
  private static final Logger log = LoggerFactory.getLogger(DiskSpace.class);

  private static final int FLOOR_SHARE = 20; // the floor is at most a twentieth of the disk
  private static final int RESUME_SHARE = 10;
  private static final long MOST = Long.MAX_VALUE / 2; // sums of it don't overflow

  private final FileLayer files;
  private final Path directory;
  private final StoreLimits limits;
  private final Intake intake;

  // Guarded by the intake.
  private long taken; // bytes of records, since the start
  private long takenAtMost = Long.MAX_VALUE; // taken <= takenAtMost, or the disk is full
  private boolean full;

  // Guarded by this.
  private boolean fullWasSaid;
  private boolean failureWasSaid;

  DiskSpace(FileLayer files, Path directory, StoreLimits limits, Intake intake) {
    this.files = files;
    this.directory = directory;
    this.limits = limits;
    this.intake = intake;
  }

  /** Under the intake's monitor: takes this much, or nothing if there is no room for it. */
  boolean take(long bytes) {
    if (!full && bytes > takenAtMost - taken) {
      full = true;
    }
    if (full) {
      return false;
    }
    taken += bytes;
    return true;
  }

  /** Whether nothing new is taken. */
  boolean isFull() {
    synchronized (intake) {
      return full;
    }
  }

  /** Looks how much is free. */
  synchronized void look() {
    if (limits.freeSpaceFloor() == 0) {
      return;
    }
    long waiting;
    long takenBefore;
    synchronized (intake) {
      waiting = intake.unsettledBytes();
      takenBefore = taken;
    }
    long usable;
    long total;
    try {
      usable = Math.min(files.usableSpace(directory), MOST);
      total = files.totalSpace(directory);
    } catch (IOException e) {
      sayFailure(e);
      return;
    }
    long floor = Math.min(limits.freeSpaceFloor(), total / FLOOR_SHARE);
    long resume = Math.min(limits.freeSpaceResume(), total / RESUME_SHARE);
    boolean now;
    synchronized (intake) {
      // What was taken since is still to be written.
      takenAtMost = takenBefore + (usable - waiting - floor);
      long left = usable - waiting - (taken - takenBefore);
      full = full ? left < resume : left < floor;
      now = full;
    }
    say(now, usable, floor, resume);
  }

  /** One line at each change. */
  private void say(boolean now, long usable, long floor, long resume) {
    if (now == fullWasSaid) {
      return;
    }
    fullWasSaid = now;
    if (now) {
      log.warn(
          "{}: the disk has {} MiB left, and {} MiB stay free: no message or new client is stored"
              + " until {} MiB are free; free some space, or let the limit be lower.",
          directory,
          usable >> 20,
          floor >> 20,
          resume >> 20);
    } else {
      log.info(
          "{}: the disk has {} MiB left, and messages are stored again", directory, usable >> 20);
    }
  }

  private void sayFailure(IOException e) {
    if (!failureWasSaid) {
      failureWasSaid = true;
      log.warn(
          "{}: the disk doesn't say how much is free, so none is kept free: {}", directory, e, e);
    }
  }
}
