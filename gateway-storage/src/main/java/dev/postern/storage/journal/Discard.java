package dev.postern.storage.journal;

import dev.postern.sphinx.DestinationAddress;

/**
 * An indexed message whose record turned out to be damaged leaves the index. The journal needs no
 * word of it: a rebuild meets the damage by itself.
 */
record Discard(DestinationAddress owner, long position) implements Work {
  @Override
  public int recordBytes() {
    return 0;
  }
}
