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
 * @param maxRegistrations most clients; those that are registered may register anew
 * @param messageTtl how long a message is kept for a client that doesn't come; zero for ever. It
 *     may be a minute more, or the 720th part of the time, but is never less
 * @param registrationTtl how long a client that doesn't come stays registered; zero for ever
 * @param freeSpaceFloor bytes of free disk space below which nothing is appended and nobody new
 *     registered; with 0 free space isn't looked at
 * @param freeSpaceResume bytes of free disk space above which appending begins again
 * @param replayMemory bytes of disk space, and of address space, for what was seen and is taken
 *     only once: for the packets of each Sphinx key; logins get a sixteenth of it. It is used as it
 *     is needed. When it is used up, what is older is known roughly, and a part of what is new
 *     refused
 */
public record StoreLimits(
    long maxInboxMessages,
    long maxInboxBytes,
    long maxMessages,
    long maxBytes,
    long maxRegistrations,
    Duration messageTtl,
    Duration registrationTtl,
    long freeSpaceFloor,
    long freeSpaceResume,
    long replayMemory) {
  /** No limit of messages, bytes or registrations. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  /** The least replay memory. */
  public static final long LEAST_REPLAY_MEMORY = 16L << 20;

  /** The most replay memory. */
  public static final long MOST_REPLAY_MEMORY = 4L << 30;

  private static final long DEFAULT_REPLAY_MEMORY = 1L << 30;

  /** Nothing is limited but the replay memory (1 GiB), and nothing is ever too old. */
  public static final StoreLimits NONE =
      new StoreLimits(
          UNLIMITED,
          UNLIMITED,
          UNLIMITED,
          UNLIMITED,
          UNLIMITED,
          Duration.ZERO,
          Duration.ZERO,
          0,
          0,
          DEFAULT_REPLAY_MEMORY);

  /**
   * A million messages and 4 GiB an inbox, no limit for all together; a million clients; 30 days
   * for messages, no end of registrations; 256 MiB of disk space are left free, and 512 MiB must be
   * free again; 1 GiB of replay memory.
   */
  public static final StoreLimits DEFAULT =
      new StoreLimits(
          1_000_000,
          4L << 30,
          UNLIMITED,
          UNLIMITED,
          1_000_000,
          Duration.ofDays(30),
          Duration.ZERO,
          256L << 20,
          512L << 20,
          DEFAULT_REPLAY_MEMORY);

  /**
   * Throws IllegalArgumentException for a negative limit, a resume below the floor, or replay
   * memory out of its bounds.
   */
  public StoreLimits {
    if (maxInboxMessages < 0
        || maxInboxBytes < 0
        || maxMessages < 0
        || maxBytes < 0
        || maxRegistrations < 0
        || messageTtl.isNegative()
        || registrationTtl.isNegative()
        || freeSpaceFloor < 0
        || freeSpaceResume < freeSpaceFloor
        || replayMemory < LEAST_REPLAY_MEMORY
        || replayMemory > MOST_REPLAY_MEMORY) {
      throw new IllegalArgumentException("limits out of range");
    }
  }

  /** The same with another quota of each inbox. */
  public StoreLimits withInboxQuota(long messages, long bytes) {
    return new StoreLimits(
        messages,
        bytes,
        maxMessages,
        maxBytes,
        maxRegistrations,
        messageTtl,
        registrationTtl,
        freeSpaceFloor,
        freeSpaceResume,
        replayMemory);
  }

  /** The same with another quota of all inboxes together. */
  public StoreLimits withQuota(long messages, long bytes) {
    return new StoreLimits(
        maxInboxMessages,
        maxInboxBytes,
        messages,
        bytes,
        maxRegistrations,
        messageTtl,
        registrationTtl,
        freeSpaceFloor,
        freeSpaceResume,
        replayMemory);
  }

  /** The same with another number of clients. */
  public StoreLimits withMaxRegistrations(long clients) {
    return new StoreLimits(
        maxInboxMessages,
        maxInboxBytes,
        maxMessages,
        maxBytes,
        clients,
        messageTtl,
        registrationTtl,
        freeSpaceFloor,
        freeSpaceResume,
        replayMemory);
  }

  /** The same with another life of messages; zero for ever. */
  public StoreLimits withMessageTtl(Duration ttl) {
    return new StoreLimits(
        maxInboxMessages,
        maxInboxBytes,
        maxMessages,
        maxBytes,
        maxRegistrations,
        ttl,
        registrationTtl,
        freeSpaceFloor,
        freeSpaceResume,
        replayMemory);
  }

  /** The same with another life of registrations; zero for ever. */
  public StoreLimits withRegistrationTtl(Duration ttl) {
    return new StoreLimits(
        maxInboxMessages,
        maxInboxBytes,
        maxMessages,
        maxBytes,
        maxRegistrations,
        messageTtl,
        ttl,
        freeSpaceFloor,
        freeSpaceResume,
        replayMemory);
  }

  /** The same with other bounds of free disk space, in bytes. */
  public StoreLimits withFreeSpace(long floor, long resume) {
    return new StoreLimits(
        maxInboxMessages,
        maxInboxBytes,
        maxMessages,
        maxBytes,
        maxRegistrations,
        messageTtl,
        registrationTtl,
        floor,
        resume,
        replayMemory);
  }

  /** The same with other replay memory, in bytes. */
  public StoreLimits withReplayMemory(long bytes) {
    return new StoreLimits(
        maxInboxMessages,
        maxInboxBytes,
        maxMessages,
        maxBytes,
        maxRegistrations,
        messageTtl,
        registrationTtl,
        freeSpaceFloor,
        freeSpaceResume,
        bytes);
  }
}
