package dev.postern.storage.journal;

import dev.postern.storage.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file of a store, open for reading.
 *
 * @param name as seen from the store's directory
 * @param number in its name
 * @param size when the snapshot was taken; what comes later is not looked at
 * @param journal null if no record of it can be read
 * @param headerWhole whether its header is
 */
record SnapshotFile(
    String name, int number, long size, @Nullable JournalFile journal, boolean headerWhole)
    implements Closeable {

  /**
   * Reads the header. Takes the file over.
   *
   * @throws StoreException if another version or another program wrote it
   */
  static SnapshotFile of(
      OpenFile file, Path directory, String name, FileHeader.Kind kind, int number)
      throws IOException {
    long size = file.size();
    Path path = directory.resolve(name);
    ByteBuffer header = ByteBuffer.allocate(FileHeader.BYTES);
    file.read(header, 0);
    boolean headerWhole = FileHeader.decode(header.flip(), kind, path) != null;
    return new SnapshotFile(
        name, number, size, JournalFile.open(file, path, kind, number), headerWhole);
  }

  /** The same, but nothing behind that end is looked at. */
  SnapshotFile cutTo(long end) {
    return new SnapshotFile(name, number, end, journal, headerWhole);
  }

  /** Whether it has no room for a record: its maker was stopped before the first one. */
  boolean isUnfinished() {
    return size <= FileHeader.BYTES;
  }

  /** Whether its end was cut off since. */
  boolean isShorterNow() {
    try {
      return journal != null && journal.file().size() < size;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    if (journal != null) {
      journal.file().close();
    }
  }
}
