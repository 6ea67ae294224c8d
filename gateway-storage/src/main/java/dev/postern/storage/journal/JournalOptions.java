package dev.postern.storage.journal;

/**
 * Sizes of a {@link JournalStore}, in bytes. The defaults suit a gateway; tests make them small.
 *
 * @param segmentBytes size at which a file of the journal is finished and the next one begun; what
 *     is deleted frees disk space in such portions
 * @param groupBytes most that goes out with one write and one fsync
 * @param waitingBytes most that may wait to become durable; above it appends are refused
 * @param freshBytes how much of the newest durable messages stays in memory, where readers that are
 *     caught up find them; one that is removed soon is never read from disk
 */
public record JournalOptions(
    long segmentBytes, int groupBytes, long waitingBytes, long freshBytes) {
  /** 64 MiB a segment, 4 MiB a group, 64 MiB waiting, 16 MiB fresh. */
  public static final JournalOptions DEFAULT =
      new JournalOptions(64L << 20, 4 << 20, 64L << 20, 16L << 20);

  /** Throws IllegalArgumentException for sizes that can't work. */
  public JournalOptions {
    if (segmentBytes < 1024 || segmentBytes > 1L << 30) {
      throw new IllegalArgumentException("segments of 1 KiB to 1 GiB, not " + segmentBytes);
    }
    if (groupBytes < 1 || groupBytes > 64 << 20 || waitingBytes < 1 || freshBytes < 0) {
      throw new IllegalArgumentException("sizes out of range");
    }
  }
}
