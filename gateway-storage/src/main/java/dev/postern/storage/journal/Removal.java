package dev.postern.storage.journal;

import dev.postern.sphinx.DestinationAddress;
import java.util.List;
import java.util.Map;

/**
 * Messages left an inbox.
 *
 * @param owner whose
 * @param upTo the last position that left; never above the last one given to the owner
 * @param fresh those of them whose content was in memory; the writer knows where each stands
 * @param dead of the others, the bytes of their records by segment
 */
record Removal(
    DestinationAddress owner, long upTo, List<FreshMessage> fresh, Map<Integer, Integer> dead)
    implements Work {
  /** Whether nothing of what left was ever written, so that nothing has to be said about it. */
  boolean leavesNothingOnDisk() {
    return dead.isEmpty() && fresh.stream().allMatch(FreshMessage::isUnwritten);
  }

  @Override
  public int recordBytes() {
    return RecordFormat.bytes(0);
  }
}
