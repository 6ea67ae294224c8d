package dev.postern.storage.replay;

import java.io.IOException;

/**
 * A filter in a file.
 *
 * @param file where it is
 * @param tags what is in it
 */
record FoldedFile(TableFile file, FoldedTags tags) {
  /** Over a file as it is. Throws if it can't be a filter. */
  static FoldedFile over(TableFile file) throws IOException {
    try {
      return new FoldedFile(file, new FoldedTags(file.longs()));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          file.path()
              + " is no filter of seen packets; restore it from a backup, or delete it, and what"
              + " it knew can come again",
          e);
    }
  }

  /** On the disk, the header apart. */
  long bytes() {
    return (file.longs().capacity() - (long) FoldedTags.HEADER_LONGS) * Long.BYTES;
  }
}
