package dev.postern.storage.journal;

/** Sizes that make a handful of messages fill segments, groups and memory. */
final class Small {
  /** Segments of 1 KiB, groups of 512 bytes, nothing fresh in memory. */
  static final JournalOptions OPTIONS = new JournalOptions(1024, 512, 1 << 20, 0);

  private Small() {}
}
