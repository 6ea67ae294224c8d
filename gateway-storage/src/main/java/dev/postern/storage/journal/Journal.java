package dev.postern.storage.journal;

import dev.postern.sphinx.DestinationAddress;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The message journal: segments in the order of their numbers, of which the last is written to.
 * Groups of records go out with one write, and become durable with one {@link #force}. The writer's
 * thread calls everything but {@link #segment} and {@link #segments}.
 *
 * <p>A segment is durable to its last byte before the next one is begun, so a torn end can only be
 * in the last.
 */
final class Journal implements Closeable {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final FileLayer files;
  private final Path directory;
  private final long segmentBytes;
  private final LongSupplier lastPosition;
  private final ByteBuffer group;
  private final NavigableMap<Integer, Segment> segments = new ConcurrentSkipListMap<>();
  private boolean unforced;

  /**
   * A journal without segments.
   *
   * @param lastPosition the last one that was given away
   */
  Journal(FileLayer files, Path directory, JournalOptions options, LongSupplier lastPosition) {
    this.files = files;
    this.directory = directory;
    this.segmentBytes = options.segmentBytes();
    this.lastPosition = lastPosition;
    this.group =
        ByteBuffer.allocateDirect(
            Math.max(options.groupBytes(), Reclaim.STEP_BYTES + RecordFormat.MAX_BYTES));
  }

  static String fileName(int number) {
    return String.format(Locale.ROOT, "%010d.segment", number);
  }

  /** Takes up a segment that is on disk; in the order of numbers. */
  void adopt(Segment segment) {
    segments.put(segment.number(), segment);
  }

  Collection<Segment> segments() {
    return segments.values();
  }

  @Nullable Segment segment(int number) {
    return segments.get(number);
  }

  /** The segment that is written to. */
  Segment current() {
    return segments.lastEntry().getValue();
  }

  boolean isEmpty() {
    return segments.isEmpty();
  }

  /** Begins the next segment. */
  void rotate() throws IOException {
    force();
    int number = segments.isEmpty() ? 1 : segments.lastKey() + 1;
    JournalFile file =
        JournalFile.create(
            files,
            directory,
            fileName(number),
            FileHeader.Kind.MESSAGES,
            number,
            lastPosition.getAsLong());
    adopt(new Segment(file, FileHeader.BYTES));
  }

  /** Finds room for a group of that many bytes; to be called before its first record. */
  void reserve(int bytes) throws IOException {
    long size = current().size();
    if (size > FileHeader.BYTES && size + bytes > segmentBytes) {
      rotate();
    }
  }

  /** Puts a message into the group. */
  Location put(DestinationAddress owner, long position, ByteBuffer content) {
    Segment segment = current();
    int offset = (int) segment.size() + group.position();
    Location location = new Location(segment.number(), offset, content.remaining());
    RecordFormat.encode(group, segment.mark(), RecordType.MESSAGE, owner, position, content);
    segment.holds(position);
    return location;
  }

  /** Puts a removal into the group. */
  void putRemoval(DestinationAddress owner, long upTo) {
    Segment segment = current();
    RecordFormat.encode(
        group, segment.mark(), RecordType.REMOVED_UP_TO, owner, upTo, NOTHING.duplicate());
    segment.holdsRemoval(upTo);
  }

  /** Writes the group: one write, whatever its size. */
  void write() throws IOException {
    if (group.position() > 0) {
      Segment segment = current();
      group.flip();
      int bytes = group.remaining();
      unforced = true;
      segment.journal().file().write(group, segment.size());
      segment.size(segment.size() + bytes);
      group.clear();
    }
  }

  /** Makes all that was written durable. */
  void force() throws IOException {
    if (unforced) {
      current().journal().file().force();
      unforced = false;
    }
  }

  /**
   * Deletes a segment, for good: the next deletion begins when this one can't come undone, or a
   * message could come back whose removal stood in a segment deleted after its own.
   */
  void delete(Segment segment) throws IOException {
    segments.remove(segment.number());
    segment.release();
    files.delete(segment.journal().path());
    files.forceDirectory(directory);
  }

  @Override
  public void close() {
    segments.values().forEach(Segment::release);
    segments.clear();
  }
}
