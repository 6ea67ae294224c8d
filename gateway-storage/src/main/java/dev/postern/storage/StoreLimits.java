package dev.postern.storage;

import java.time.Duration;

/**
 * How much a store takes, and for how long it keeps it. What is above a limit is refused before
 * anybody is told that it is safe; nothing that was accepted is thrown away to make room.
 *
 * <p>On a small disk the two bounds of free space would leave nothing: they are a twentieth and a
 * tenth of the file system's size at most.
 *
 * @param maxInboxMessages most messages in one inbox; with 0 nothing is stored
 * @param maxInboxBytes most bytes of message content in one inbox
 * @param maxMessages most messages in all inboxes together
 * @param maxBytes most bytes of message content in all inboxes together
 * @param messageTtl how long a message is kept for a client that doesn't come; zero for ever. It
 *     may be a minute more, or the 720th part of the time, but is never less
 * @param registrationTtl how long a client that doesn't come stays registered; zero for ever
 * @param freeSpaceFloor bytes of free disk space below which nothing is appended and nobody new
 *     registered; with 0 free space isn't looked at
 * @param freeSpaceResume bytes of free disk space above which appending begins again
 */
public record StoreLimits(
    long maxInboxMessages,
    long maxInboxBytes,
    long maxMessages,
    long maxBytes,
    Duration messageTtl,
    Duration registrationTtl,
    long freeSpaceFloor,
    long freeSpaceResume) {
  /** No limit of messages or bytes. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  /** Nothing is limited, and nothing is ever too old. */
  public static final StoreLimits NONE =
      new StoreLimits(
          UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED, Duration.ZERO, Duration.ZERO, 0, 0);

  /**
   * A million messages and 4 GiB an inbox, no limit for all together, 30 days for messages, no
   * limit for registrations; 256 MiB of disk space are left free, and 512 MiB must be free again.
   */
  public static final StoreLimits DEFAULT =
      new StoreLimits(
          1_000_000,
          4L << 30,
          UNLIMITED,
          UNLIMITED,
          Duration.ofDays(30),
          Duration.ZERO,
          256L << 20,
          512L << 20);

  /** Throws IllegalArgumentException for a negative limit, or a resume below the floor. */
  public StoreLimits {
    if (maxInboxMessages < 0
        || maxInboxBytes < 0
        || maxMessages < 0
        || maxBytes < 0
        || messageTtl.isNegative()
        || registrationTtl.isNegative()
        || freeSpaceFloor < 0
        || freeSpaceResume < freeSpaceFloor) {
      throw new IllegalArgumentException("limits out of range");
    }
  }
}
