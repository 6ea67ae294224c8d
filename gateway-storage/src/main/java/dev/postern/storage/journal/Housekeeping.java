package dev.postern.storage.journal;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.postern.storage.StoreLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be done now and then, on a thread of its own: every second a look at the disk's free
 * space, every minute one at the clock, and then what is too old leaves. What can't be done now is
 * done a minute later.
 */
final class Housekeeping {
  private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);

  private static final long RUN_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final Duration SAVE_AFTER = Duration.ofMinutes(10);

  /** So many inboxes, and so many registrations, are cleared in one go: 3 MB of records. */
  private static final int MOST_AT_ONCE = 50_000;

  private final FileLayer files;
  private final Path directory;
  private final StoreLimits limits;
  private final Intake intake;
  private final Inboxes inboxes;
  private final Registry registry;
  private final DiskSpace space;
  private final PlausibleClock clock;
  private final long sinceMillis;
  private final PositionTimes positions;
  private final AtomicLong expiredMessages = new AtomicLong();
  private final AtomicLong expiredRegistrations = new AtomicLong();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread = InboxReader.daemon(this::keepHouse, "postern-store-housekeeping");

  // Guarded by this.
  private long clearedUpTo; // no inbox has a message at this position or below
  private long savedMillis;
  private boolean unsaved;
  private boolean failureWasSaid;

  /**
   * Goes on where the last process stopped.
   *
   * @param machine the clock that the store's own one follows
   */
  Housekeeping(
      FileLayer files,
      Path directory,
      StoreLimits limits,
      Clock machine,
      @Nullable Times remembered,
      Intake intake,
      Inboxes inboxes,
      Registry registry,
      DiskSpace space) {
    this.files = files;
    this.directory = directory;
    this.limits = limits;
    this.intake = intake;
    this.inboxes = inboxes;
    this.registry = registry;
    this.space = space;
    if (remembered == null) {
      clock = new PlausibleClock(machine);
      sinceMillis = clock.millis();
      positions = new PositionTimes(limits.messageTtl(), List.of());
    } else {
      clock = new PlausibleClock(machine, remembered.clock());
      sinceMillis = remembered.sinceMillis();
      // A mark above them is of a journal that is lost: its positions will be given away again.
      long lastPosition = intake.lastPosition();
      positions =
          new PositionTimes(
              limits.messageTtl(),
              remembered.marks().stream().filter(mark -> mark.position() <= lastPosition).toList());
    }
    savedMillis = clock.millis();
    unsaved = remembered == null;
    sayLeap();
  }

  /** The store's time. */
  Clock clock() {
    return clock.withZone(ZoneOffset.UTC);
  }

  void start() {
    space.look();
    thread.start();
  }

  /** Whether that is the thread on which all this is done. */
  boolean isDoneBy(Thread other) {
    return other == thread;
  }

  /** Ends what is being done, and writes down what is to be remembered. */
  void stop() {
    // Not interrupted: that would close files under whoever uses them.
    stopping.countDown();
    Uninterruptibles.joinUninterruptibly(thread);
    synchronized (this) {
      save();
    }
  }

  /** What a minute brings. */
  synchronized void run() {
    space.look();
    // In this order: positions that were given away by now are not younger than now.
    long lastPosition = intake.lastPosition();
    long now = clock.millis();
    unsaved |= sayLeap();
    unsaved |= positions.add(lastPosition, now);
    clearMessages(now);
    clearRegistrations(now);
    if (unsaved || now - savedMillis >= SAVE_AFTER.toMillis()) {
      save();
    }
  }

  /** Messages that nobody fetched in time, since the store was opened. */
  long expiredMessages() {
    return expiredMessages.get();
  }

  /** Registrations that nobody used for too long, since the store was opened. */
  long expiredRegistrations() {
    return expiredRegistrations.get();
  }

  private void clearMessages(long now) {
    long expired = positions.expiredUpTo(now);
    if (expired <= clearedUpTo) {
      return;
    }
    Inboxes.Cleared cleared = inboxes.clearUpTo(expired, MOST_AT_ONCE);
    if (cleared.inboxes() < MOST_AT_ONCE) {
      clearedUpTo = expired;
    }
    expiredMessages.addAndGet(cleared.messages());
    if (cleared.messages() > 0) {
      log.info(
          "{}: {} messages of {} inboxes were not fetched within {}, and are gone",
          directory,
          cleared.messages(),
          cleared.inboxes(),
          limits.messageTtl());
    }
  }

  private void clearRegistrations(long now) {
    long unusedSince = now - limits.registrationTtl().toMillis();
    // Uses that are older than all that is known of time can't be told to be so.
    if (limits.registrationTtl().isZero() || sinceMillis >= unusedSince) {
      return;
    }
    int forgotten = registry.forgetUnused(Instant.ofEpochMilli(unusedSince), MOST_AT_ONCE);
    expiredRegistrations.addAndGet(forgotten);
    if (forgotten > 0) {
      log.info(
          "{}: {} registrations were not used for {}, and are gone",
          directory,
          forgotten,
          limits.registrationTtl());
    }
  }

  private boolean sayLeap() {
    Duration leap = clock.takeLeap();
    if (!leap.isZero()) {
      log.warn(
          "{}: the machine's clock leapt by {}; messages and registrations don't get older by it",
          directory,
          leap);
    }
    return !leap.isZero();
  }

  private void save() {
    try {
      PlausibleClock.Reading reading = clock.reading();
      new Times(sinceMillis, reading, positions.marks()).write(files, directory);
      savedMillis = reading.millis();
      unsaved = false;
      failureWasSaid = false;
    } catch (IOException | RuntimeException e) {
      unsaved = true;
      if (!failureWasSaid) {
        failureWasSaid = true;
        log.warn(
            "{}: the ages of messages can't be written down ({}): tried again every minute; until"
                + " then a stop makes messages younger.",
            directory,
            e.toString());
      }
    }
  }

  private void keepHouse() {
    try {
      long ranAt = System.nanoTime();
      while (!stopping.await(1, TimeUnit.SECONDS)) {
        tried(space::look);
        if (System.nanoTime() - ranAt >= RUN_EVERY_NANOS) {
          tried(this::run);
          ranAt = System.nanoTime();
        }
      }
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts housekeeping", e);
    }
  }

  /** A failure must not be the end of it. */
  private void tried(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      log.error("{}: housekeeping failed, and is tried again: {}", directory, e, e);
    }
  }
}
