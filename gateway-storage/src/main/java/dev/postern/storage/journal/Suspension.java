package dev.postern.storage.journal;

import dev.postern.storage.Refused;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time in which the disk takes nothing, not even a new file: what is to become durable is
 * refused at the door, what came in before waits. One line in the log when it begins, one when it
 * ends, and none about times that follow each other within a minute. The writer's thread; the
 * counts from any.
 */
final class Suspension {
  private static final Logger log = LoggerFactory.getLogger(Suspension.class);

  private final Intake intake;
  private final Path directory;
  private final LogLimit limit = new LogLimit();
  private volatile boolean active;
  private volatile int times;
  private boolean said;
  private long sinceNanos;
  private long messages;

  Suspension(Intake intake, Path directory) {
    this.intake = intake;
    this.directory = directory;
  }

  boolean active() {
    return active;
  }

  /** How often there was one since the store was opened. */
  int times() {
    return times;
  }

  /** It begins, or goes on for a reason that may be another one. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, others look
  void because(IOException failure) {
    Refused.Reason reason = reason(failure);
    intake.suspend(reason);
    if (active) {
      return;
    }
    active = true;
    times++;
    sinceNanos = System.nanoTime();
    messages = 0;
    said = limit.passes();
    if (said) {
      log.error(
          "The store in {} takes nothing for now, and what waits is not acknowledged ({}): {}; it is"
              + " tried again every second.",
          directory,
          failure.toString(),
          reason == Refused.Reason.DISK_FULL
              ? "make room on its file system"
              : "see that its disk is well, that this user may write there, and that the process"
                  + " may open more files");
    }
  }

  /** One more message waits. */
  void waits() {
    messages++;
  }

  /** The disk took all that had waited. */
  void end() {
    if (!active) {
      return;
    }
    active = false;
    intake.resume();
    if (said) {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - sinceNanos);
      log.info(
          "The store in {} goes on after {} s, for which {} messages waited.",
          directory,
          seconds,
          messages);
    }
  }

  /** What Linux calls it, in English; by another name it is a disk that failed. */
  static Refused.Reason reason(IOException failure) {
    String message = String.valueOf(failure.getMessage());
    boolean full =
        message.contains("No space left on device") || message.contains("Disk quota exceeded");
    return full ? Refused.Reason.DISK_FULL : Refused.Reason.STORE_FAILED;
  }
}
