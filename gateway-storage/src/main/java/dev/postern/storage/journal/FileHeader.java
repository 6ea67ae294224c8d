package dev.postern.storage.journal;

import dev.postern.storage.StoreException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The first {@value #BYTES} bytes of a journal file. Numbers are big-endian.
 *
 * <pre>
 *  0            8         12     16       24     32     40        48    60       64
 *  +------------+---------+------+--------+------+------+---------+-----+--------+
 *  | "POSTERNJ" | version | kind | number | mark | base | created | cut | CRC32C |
 *  +------------+---------+------+--------+------+------+---------+-----+--------+
 * </pre>
 *
 * Magic, version and checksum stay in their places in every version to come, so that an older
 * reader can tell a newer file from a damaged one.
 *
 * @param kind what the file holds
 * @param number the file's place among those of its kind
 * @param mark eight random bytes that begin each of its records
 * @param base no position up to and with this one is given to a new message; so the numbers go on
 *     even if every message of every file was removed
 * @param createdMillis when, for people who look at it; nothing depends on it
 * @param cut where an older file ends, if that can't be seen from the file itself
 */
record FileHeader(Kind kind, int number, long mark, long base, long createdMillis, Cut cut) {
  static final int BYTES = 64;
  static final int VERSION = 1;

  private static final long MAGIC =
      ByteBuffer.wrap("POSTERNJ".getBytes(StandardCharsets.US_ASCII)).getLong();
  private static final int CRC = 60;

  /** What a journal file holds. The numbers are on disk. */
  enum Kind {
    MESSAGES(1),
    REGISTRATIONS(2),
    EXPORT(3);

    private final int code;

    Kind(int code) {
      this.code = code;
    }
  }

  /**
   * An older file counts up to here: a write or fsync failed in it, nobody was told that what
   * stands behind is safe, and what was to stand there is in this file.
   *
   * @param file its number; 0 for none
   * @param size what counts of it
   */
  record Cut(int file, long size) {
    static final Cut NONE = new Cut(0, 0);
  }

  /** As it stands in the file. */
  ByteBuffer encode() {
    ByteBuffer header = ByteBuffer.allocate(BYTES);
    header.putLong(MAGIC).putInt(VERSION).putInt(kind.code).putLong(number).putLong(mark);
    header.putLong(base).putLong(createdMillis).putInt(cut.file).putLong(cut.size);
    header.putInt(CRC, crc(header));
    return header.clear();
  }

  /**
   * Reads a header.
   *
   * @return null if it is damaged
   * @throws StoreException if it is whole, but none that this version can read
   */
  static @Nullable FileHeader decode(ByteBuffer header, Kind kind, Path file)
      throws StoreException {
    if (header.limit() < BYTES || header.getInt(CRC) != crc(header)) {
      return null;
    }
    if (header.getLong(0) != MAGIC || header.getInt(12) != kind.code) {
      throw new StoreException(
          file + " is not a journal of this kind: move it out of the store's directory.");
    }
    if (header.getInt(8) != VERSION) {
      throw new StoreException(
          file
              + " has format "
              + header.getInt(8)
              + ", and this version of Postern reads format "
              + VERSION
              + ": use the version that wrote it, or another directory.");
    }
    return new FileHeader(
        kind,
        (int) header.getLong(16),
        header.getLong(24),
        header.getLong(32),
        header.getLong(40),
        new Cut(header.getInt(48), header.getLong(52)));
  }

  /** Whether it says that it is of a kind, be it whole or not, of this version or another. */
  static boolean claims(ByteBuffer header, Kind kind) {
    return header.limit() >= BYTES && header.getLong(0) == MAGIC && header.getInt(12) == kind.code;
  }

  private static int crc(ByteBuffer header) {
    CRC32C crc = new CRC32C();
    crc.update(header.slice(0, CRC));
    return (int) crc.getValue();
  }
}
