package dev.postern.storage.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The last word of a clean stop: the index beside it is whole and says what the segments hold. It
 * is taken away before anything changes. Numbers are big-endian.
 *
 * <pre>
 *  0            8         12      16           24              32         32 + 40 n    36 + 40 n
 *  +------------+---------+-------+------------+---------------+--------------+--------+
 *  | "POSTERNC" | version | n     | generation | last position | n × segment  | CRC32C |
 *  +------------+---------+-------+------------+---------------+--------------+--------+
 *
 *  segment:  number (8) | size (8) | first position (8) | last removed (8) | removals' bytes (8)
 * </pre>
 *
 * @param generation a random number that the index has, too
 * @param lastPosition the last one that was given to a message
 * @param segments what is known of each
 */
record CleanMarker(long generation, long lastPosition, List<SegmentFacts> segments) {
  static final String FILE = "clean";
  private static final long MAGIC =
      ByteBuffer.wrap("POSTERNC".getBytes(StandardCharsets.US_ASCII)).getLong();
  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 32;
  private static final int SEGMENT_BYTES = 40;
  private static final int CRC_BYTES = 4;

  /** See {@link Segment}. */
  record SegmentFacts(
      long number, long size, long firstPosition, long lastRemoved, long removalBytes) {
    static SegmentFacts of(Segment segment) {
      return new SegmentFacts(
          segment.number(),
          segment.size(),
          segment.firstPosition(),
          segment.lastRemoved(),
          segment.removalBytes());
    }
  }

  /** Reads the marker and takes it away; null if the last stop was not clean. */
  static @Nullable CleanMarker take(FileLayer files, Path directory) throws IOException {
    Path path = directory.resolve(FILE);
    CleanMarker marker = null;
    if (files.exists(path)) {
      try (OpenFile file = files.open(path)) {
        marker = read(file);
      }
      files.delete(path);
    }
    // Even if there was none: a process that died here may have taken it away, and not for good.
    files.forceDirectory(directory);
    return marker;
  }

  /** Reads a marker and leaves it; null if it is not whole, or of another version. */
  static @Nullable CleanMarker read(OpenFile file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(file.size(), Integer.MAX_VALUE - 8));
    file.read(bytes, 0);
    return decode(bytes.flip());
  }

  /** Leaves a marker. */
  void leave(FileLayer files, Path directory) throws IOException {
    Path unfinished = directory.resolve(FILE + ".tmp");
    files.delete(unfinished);
    try (OpenFile file = files.create(unfinished)) {
      file.write(encode(), 0);
      file.force();
    }
    files.rename(unfinished, directory.resolve(FILE));
    files.forceDirectory(directory);
  }

  /** Whether these are the segments that were there. */
  boolean matches(Collection<Segment> present) {
    List<Long> now = new ArrayList<>();
    present.forEach(
        segment -> {
          now.add((long) segment.number());
          now.add(segment.size());
        });
    List<Long> then = new ArrayList<>();
    segments.forEach(
        segment -> {
          then.add(segment.number);
          then.add(segment.size);
        });
    return now.equals(then);
  }

  private ByteBuffer encode() {
    ByteBuffer bytes =
        ByteBuffer.allocate(HEADER_BYTES + segments.size() * SEGMENT_BYTES + CRC_BYTES);
    bytes.putLong(MAGIC).putInt(VERSION).putInt(segments.size());
    bytes.putLong(generation).putLong(lastPosition);
    for (SegmentFacts segment : segments) {
      bytes.putLong(segment.number).putLong(segment.size).putLong(segment.firstPosition);
      bytes.putLong(segment.lastRemoved).putLong(segment.removalBytes);
    }
    return bytes.putInt(crc(bytes)).flip();
  }

  private static @Nullable CleanMarker decode(ByteBuffer bytes) {
    if (bytes.limit() < HEADER_BYTES + CRC_BYTES
        || bytes.getInt(bytes.limit() - CRC_BYTES) != crc(bytes)
        || bytes.getLong() != MAGIC
        || bytes.getInt() != VERSION) {
      return null;
    }
    int count = bytes.getInt();
    if (HEADER_BYTES + (long) count * SEGMENT_BYTES + CRC_BYTES != bytes.limit()) {
      return null;
    }
    long generation = bytes.getLong();
    long lastPosition = bytes.getLong();
    List<SegmentFacts> segments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      segments.add(
          new SegmentFacts(
              bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong()));
    }
    return new CleanMarker(generation, lastPosition, segments);
  }

  /** Over all but the last four bytes. */
  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(0, bytes.limit() - CRC_BYTES));
    return (int) crc.getValue();
  }
}
