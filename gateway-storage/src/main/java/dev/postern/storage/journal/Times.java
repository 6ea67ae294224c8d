package dev.postern.storage.journal;

import dev.postern.storage.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a store has to remember about time. Written whole, under another name first; numbers are
 * big-endian, times are milliseconds since 1970.
 *
 * <pre>
 *  0            8         12      16      24      32              40         40 + 16 n  44 + 16 n
 *  +------------+---------+-------+-------+-------+---------------+----------+--------+
 *  | "POSTERNT" | version | n     | since | clock | machine clock | n × mark | CRC32C |
 *  +------------+---------+-------+-------+-------+---------------+----------+--------+
 *
 *  mark:  position (8) | time (8)
 * </pre>
 *
 * Without the file, or with a damaged one, everything in the store begins to age when it is opened:
 * it is kept for longer, and nothing is lost.
 *
 * @param sinceMillis when this was begun; what happened before has no known time
 * @param clock what the clocks showed when it was written
 * @param marks see {@link PositionTimes}
 */
record Times(long sinceMillis, PlausibleClock.Reading clock, List<PositionTimes.Mark> marks) {
  private static final Logger log = LoggerFactory.getLogger(Times.class);
  private static final String FILE = "times";
  private static final long MAGIC =
      ByteBuffer.wrap("POSTERNT".getBytes(StandardCharsets.US_ASCII)).getLong();
  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 40;
  private static final int MARK_BYTES = 16;
  private static final int CRC_BYTES = 4;

  /** Far more than one that we wrote can have. */
  private static final int MAX_BYTES = 1 << 20;

  /**
   * What is remembered; null if it can't be read.
   *
   * @throws StoreException if a later version wrote it
   */
  static @Nullable Times read(FileLayer files, Path directory) throws StoreException {
    Path path = directory.resolve(FILE);
    if (!files.exists(path)) {
      return null;
    }
    String damage = "its checksum is wrong";
    try (OpenFile file = files.open(path)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(file.size(), MAX_BYTES));
      file.read(bytes, 0);
      Times times = decode(bytes.flip(), path);
      if (times != null) {
        return times;
      }
    } catch (StoreException e) {
      throw e;
    } catch (IOException e) {
      damage = e.toString();
    }
    log.warn(
        "{} can't be read ({}): messages and registrations are as new as this start, and are kept"
            + " for longer.",
        path,
        damage);
    return null;
  }

  /** Replaces what was remembered. */
  void write(FileLayer files, Path directory) throws IOException {
    Path unfinished = directory.resolve(FILE + ".tmp");
    files.delete(unfinished);
    try (OpenFile file = files.create(unfinished)) {
      file.write(encode(), 0);
      file.force();
    }
    files.rename(unfinished, directory.resolve(FILE));
    files.forceDirectory(directory);
  }

  private ByteBuffer encode() {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + marks.size() * MARK_BYTES + CRC_BYTES);
    bytes.putLong(MAGIC).putInt(VERSION).putInt(marks.size());
    bytes.putLong(sinceMillis).putLong(clock.millis()).putLong(clock.otherMillis());
    for (PositionTimes.Mark mark : marks) {
      bytes.putLong(mark.position()).putLong(mark.millis());
    }
    return bytes.putInt(crc(bytes)).flip();
  }

  private static @Nullable Times decode(ByteBuffer bytes, Path path) throws StoreException {
    if (bytes.limit() < HEADER_BYTES + CRC_BYTES
        || bytes.getInt(bytes.limit() - CRC_BYTES) != crc(bytes)
        || bytes.getLong() != MAGIC) {
      return null;
    }
    int version = bytes.getInt();
    if (version != VERSION) {
      throw new StoreException(
          path
              + " has format "
              + version
              + ", and this version of Postern reads format "
              + VERSION
              + ": use the version that wrote it, or another directory.");
    }
    int count = bytes.getInt();
    if (count < 0 || count != (bytes.limit() - HEADER_BYTES - CRC_BYTES) / MARK_BYTES) {
      return null;
    }
    long since = bytes.getLong();
    PlausibleClock.Reading clock = new PlausibleClock.Reading(bytes.getLong(), bytes.getLong());
    List<PositionTimes.Mark> marks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      marks.add(new PositionTimes.Mark(bytes.getLong(), bytes.getLong()));
    }
    return new Times(since, clock, marks);
  }

  /** Over all but the last four bytes. */
  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(0, bytes.limit() - CRC_BYTES));
    return (int) crc.getValue();
  }
}
