package dev.postern.storage.journal;

import java.util.concurrent.TimeUnit;

/**
 * Sizes of a {@link JournalStore}, in bytes. The defaults suit a gateway; tests make them small.
 *
 * @param segmentBytes size at which a file of the journal is finished and the next one begun; what
 *     is deleted frees disk space in such portions
 * @param groupBytes most that goes out with one write and one fsync
 * @param waitingBytes most that may wait to become durable; above it appends are refused
 * @param freshBytes how much of the newest durable messages stays in memory, where readers that are
 *     caught up find them; one that is removed soon is never read from disk
 * @param gatheringNanos at most so much after a group the next one is begun, however much may still
 *     come; when nothing comes, at once. 0: always at once
 */
public record JournalOptions(
    long segmentBytes, int groupBytes, long waitingBytes, long freshBytes, long gatheringNanos) {
  /** 64 MiB a segment, 4 MiB a group, 64 MiB waiting, 1 MiB fresh; gathers for 4 ms. */
  public static final JournalOptions DEFAULT =
      new JournalOptions(64L << 20, 4 << 20, 64L << 20, 1L << 20, TimeUnit.MILLISECONDS.toNanos(4));

  /** These sizes, and nothing is gathered. */
  public JournalOptions(long segmentBytes, int groupBytes, long waitingBytes, long freshBytes) {
    this(segmentBytes, groupBytes, waitingBytes, freshBytes, 0);
  }

  /** Throws IllegalArgumentException for sizes that can't work. */
  public JournalOptions {
    if (segmentBytes < 1024 || segmentBytes > 1L << 30) {
      throw new IllegalArgumentException("segments of 1 KiB to 1 GiB, not " + segmentBytes);
    }
    if (groupBytes < 1
        || groupBytes > 64 << 20
        || waitingBytes < 1
        || freshBytes < 0
        || gatheringNanos < 0) {
      throw new IllegalArgumentException("sizes out of range");
    }
  }
}
