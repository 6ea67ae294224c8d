package dev.postern.storage.journal;

import dev.postern.storage.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * A file with its header: how one is made, and how one is opened again.
 *
 * @param path where
 * @param file open for reading and writing
 * @param header what its first bytes say
 */
record JournalFile(Path path, OpenFile file, FileHeader header) {
  private static final SecureRandom RANDOM = new SecureRandom();

  /**
   * Makes a file that survives loss of power, name and header, before a record is in it. What an
   * attempt that failed left under the name is deleted first.
   */
  static JournalFile create(
      FileLayer files,
      Path directory,
      String name,
      FileHeader.Kind kind,
      int number,
      long base,
      FileHeader.Cut cut)
      throws IOException {
    FileHeader header =
        new FileHeader(kind, number, RANDOM.nextLong(), base, System.currentTimeMillis(), cut);
    Path path = directory.resolve(name);
    files.delete(path);
    OpenFile file = files.create(path);
    JournalFile journal = new JournalFile(path, file, header);
    try {
      file.write(header.encode(), 0);
      file.force();
      files.forceDirectory(directory);
    } catch (IOException | RuntimeException e) {
      journal.discard(files, e);
      throw e;
    }
    return journal;
  }

  /** Closes and deletes a file that came to nothing; if that fails too, the next attempt does. */
  void discard(FileLayer files, Exception reason) {
    try {
      file.close();
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
    try {
      files.delete(path);
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  /**
   * Opens a file. A damaged header is made up for if the first record shows the file's mark.
   *
   * @return null if nothing of it can be read
   * @throws StoreException if another version or another program wrote it
   */
  static @Nullable JournalFile open(FileLayer files, Path path, FileHeader.Kind kind, int number)
      throws IOException {
    return open(files.open(path), path, kind, number);
  }

  /** The same for a file that is open; closes it unless it is returned. */
  static @Nullable JournalFile open(OpenFile file, Path path, FileHeader.Kind kind, int number)
      throws IOException {
    try {
      ByteBuffer start =
          ByteBuffer.allocate(
              (int) Math.min(FileHeader.BYTES + RecordFormat.MAX_BYTES, file.size()));
      file.read(start, 0);
      start.flip();
      FileHeader header = FileHeader.decode(start, kind, path);
      if (header == null && start.limit() >= FileHeader.BYTES + RecordFormat.HEADER_BYTES) {
        long mark = start.getLong(FileHeader.BYTES);
        if (RecordFormat.isWhole(start, FileHeader.BYTES, mark)) {
          header = new FileHeader(kind, number, mark, 0, 0, FileHeader.Cut.NONE);
        }
      }
      if (header != null) {
        return new JournalFile(path, file, header);
      }
      file.close();
      return null;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }
}
