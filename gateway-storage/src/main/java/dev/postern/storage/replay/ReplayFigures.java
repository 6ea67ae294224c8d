package dev.postern.storage.replay;

/**
 * How the sets are doing, all together.
 *
 * @param tags that are known exactly
 * @param foldedTags that are known roughly
 * @param bytes on the disk
 * @param waitingTags of the exact ones that are in memory only, since the disk has no room
 * @param perhapsSeen how often a tag was refused that may have been new
 * @param refusedForRoom how often of these because nothing more could be kept
 * @param failures how often a file could not be made, forced or read
 * @param falseRate the part of new tags that is refused: 0 to 1; of the worst set
 */
public record ReplayFigures(
    long tags,
    long foldedTags,
    long bytes,
    long waitingTags,
    long perhapsSeen,
    long refusedForRoom,
    long failures,
    double falseRate) {
  static final ReplayFigures NOTHING = new ReplayFigures(0, 0, 0, 0, 0, 0, 0, 0);

  /** What is left of a set that is gone: counters don't fall. */
  ReplayFigures countersOnly() {
    return new ReplayFigures(0, 0, 0, 0, perhapsSeen, refusedForRoom, failures, 0);
  }

  ReplayFigures plus(ReplayFigures other) {
    return new ReplayFigures(
        tags + other.tags,
        foldedTags + other.foldedTags,
        bytes + other.bytes,
        waitingTags + other.waitingTags,
        perhapsSeen + other.perhapsSeen,
        refusedForRoom + other.refusedForRoom,
        failures + other.failures,
        Math.max(falseRate, other.falseRate));
  }
}
