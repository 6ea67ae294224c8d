package dev.postern.storage.journal;

import dev.postern.sphinx.DestinationAddress;
import java.util.List;

/**
 * Messages left an inbox.
 *
 * @param owner whose
 * @param upTo the last position that left; never above the last one given to the owner
 * @param fresh those of them that were in memory; the writer knows how far it got with each
 * @param anyIndexed whether there are others
 */
record Removal(DestinationAddress owner, long upTo, List<FreshMessage> fresh, boolean anyIndexed)
    implements Work {
  @Override
  public int recordBytes() {
    return RecordFormat.bytes(0);
  }
}
