package dev.postern.storage.journal;

/**
 * A message left its inbox because its record there turned out to be damaged. The journal needs no
 * word of it: a rebuild meets the damage by itself.
 */
record Discard(Location location) implements Work {
  @Override
  public int recordBytes() {
    return 0;
  }
}
