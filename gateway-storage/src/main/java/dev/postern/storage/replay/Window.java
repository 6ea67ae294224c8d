package dev.postern.storage.replay;

import java.io.IOException;
import java.nio.LongBuffer;

/** A table in a file. */
final class Window {
  private final int number;
  private final TableFile file;
  private final FingerprintTable table;

  private boolean dirty; // guarded by the set's lock

  private Window(int number, TableFile file, FingerprintTable table) {
    this.number = number;
    this.file = file;
    this.table = table;
  }

  /** Over a file as it is. Throws if it can't be a window. */
  static Window of(int number, TableFile file) throws IOException {
    LongBuffer longs = file.longs();
    try {
      return new Window(number, file, new FingerprintTable(longs));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          file.path()
              + " is no window of seen packets: it has "
              + longs.capacity()
              + " slots; restore it from a backup, or delete it, and what it knew can come again",
          e);
    }
  }

  int number() {
    return number;
  }

  TableFile file() {
    return file;
  }

  FingerprintTable table() {
    return table;
  }

  void add(long fingerprint) {
    dirty = true;
    table.add(fingerprint);
  }

  void markDirty() {
    dirty = true;
  }

  /** Whether something was added since the last call. */
  boolean takeDirty() {
    boolean was = dirty;
    dirty = false;
    return was;
  }

  long bytes() {
    return (long) table.slots() * Long.BYTES;
  }
}
