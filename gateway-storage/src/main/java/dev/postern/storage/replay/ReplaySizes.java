package dev.postern.storage.replay;

/**
 * How large a set may become. It begins small; each window is as large as all before it together,
 * up to a bound.
 *
 * @param firstSlots of the first window
 * @param mostSlots of any window
 * @param windowBytes of all windows together, the spare included
 * @param foldedBytes of what is folded, headers apart
 * @param waitingSlots of the table in memory that stands in while the disk has no room
 */
record ReplaySizes(
    int firstSlots, int mostSlots, long windowBytes, long foldedBytes, int waitingSlots) {
  private static final int FIRST_SLOTS = 1 << 15;
  private static final int MOST_SLOTS = 1 << 23;
  private static final int WAITING_SLOTS = 1 << 16;
  private static final int FEWEST_WINDOWS = 4;

  ReplaySizes {
    if (windowBytes < (long) mostSlots * Long.BYTES * 2 || firstSlots > mostSlots) {
      throw new IllegalArgumentException("no room for two windows");
    }
  }

  /** Three quarters of some disk space for windows, a quarter for what is folded. */
  static ReplaySizes within(long bytes) {
    long windowBytes = bytes / 4 * 3;
    long fair = Long.highestOneBit(windowBytes / FEWEST_WINDOWS / Long.BYTES);
    int mostSlots = (int) Math.min(MOST_SLOTS, fair);
    return new ReplaySizes(
        Math.min(FIRST_SLOTS, mostSlots), mostSlots, windowBytes, bytes / 4, WAITING_SLOTS);
  }

  /** Slots of the next window beside so many. */
  int nextSlots(long slots) {
    return (int) Math.max(firstSlots, Math.min(mostSlots, Long.highestOneBit(slots)));
  }
}
