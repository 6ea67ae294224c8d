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
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The message journal: segments in the order of their numbers, of which the last is written to.
 * Groups of records go out with one write, and become durable with one {@link #force}. The writer's
 * thread calls everything but {@link #segment} and {@link #segments}.
 *
 * <p>A segment is durable to its last byte before the next one is begun, so a torn end can only be
 * in the last. If a write or an fsync fails, the kernel may have dropped what was not yet on the
 * disk and call the next fsync a success. So then the segment is <em>condemned</em>: it ends where
 * it was durable, is never written or forced again, and the next one begins, whose header says
 * where the condemned one ends. Removals that were not durable are kept here and written again; for
 * messages that is the caller's affair, who gets the exception.
 */
final class Journal implements Closeable {
  private static final Logger log = LoggerFactory.getLogger(Journal.class);
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** A segment grows to this size, which offsets can address, while the next can't be begun. */
  private static final long MAX_SEGMENT_BYTES = Integer.MAX_VALUE;

  private static final long BEGIN_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int REMOVALS_AT_ONCE = 1024;

  // Direct buffers are resident as a whole, and most gateways never have a larger group.
  private static final int USUAL_GROUP_BYTES = 256 * 1024;

  private final FileLayer files;
  private final Path directory;
  private final long segmentBytes;
  private final LongSupplier lastPosition;
  private ByteBuffer group = ByteBuffer.allocateDirect(USUAL_GROUP_BYTES); // empty but in a write
  private final NavigableMap<Integer, Segment> segments = new ConcurrentSkipListMap<>();
  private final OwedRemovals owed = new OwedRemovals();
  private final LogLimit tooLarge = new LogLimit();
  private final LogLimit condemnation = new LogLimit();
  private boolean unforced;
  private long beginFailedNanos = System.nanoTime() - BEGIN_AGAIN_NANOS;
  private volatile int condemned;

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

  /** How many were condemned since it was opened. */
  int condemned() {
    return condemned;
  }

  /** Makes the current segment durable, and begins the next. */
  void rotate() throws IOException {
    force();
    begin();
  }

  /**
   * Begins a segment behind the last. If that was condemned before a record of it was durable, it
   * goes: attempts on a disk that takes only small files must leave no trail of them. It goes
   * afterwards, because its header knows which positions are taken.
   */
  private void begin() throws IOException {
    Segment last = segments.isEmpty() ? null : current();
    boolean replaces = last != null && last.condemned() && last.hasNoRecord();
    FileHeader.Cut cut = FileHeader.Cut.NONE;
    if (last != null && last.condemned()) {
      cut =
          replaces ? last.journal().header().cut() : new FileHeader.Cut(last.number(), last.size());
    }
    int number = last == null ? 1 : last.number() + 1;
    long base = lastPosition.getAsLong();
    adopt(
        new Segment(
            JournalFile.create(
                files, directory, fileName(number), FileHeader.Kind.MESSAGES, number, base, cut),
            FileHeader.BYTES));
    if (last != null && replaces) {
      try {
        delete(last);
      } catch (IOException e) {
        log.debug("{}: is left to be deleted later: {}", last.journal().path(), e.toString());
      }
    }
  }

  /**
   * Finds room for a group of that many bytes; to be called before its first record. Where only the
   * next segment can't be begun (no more files may be open, say), the current one, which is well,
   * goes on beyond its size.
   */
  void reserve(int bytes) throws IOException {
    if (bytes > group.capacity()) {
      group = ByteBuffer.allocateDirect(Math.max(bytes, 2 * group.capacity()));
    }
    Segment segment = current();
    if (segment.condemned()) {
      begin();
    } else if (!segment.hasNoRecord() && segment.size() + bytes > segmentBytes) {
      boolean must = segment.size() + bytes > MAX_SEGMENT_BYTES;
      if (must || System.nanoTime() - beginFailedNanos >= BEGIN_AGAIN_NANOS) {
        force();
        try {
          begin();
        } catch (IOException e) {
          if (must) {
            throw e;
          }
          beginFailedNanos = System.nanoTime();
          if (tooLarge.passes()) {
            log.warn(
                "{}: grows beyond its size: the next can't be made: {}",
                segment.journal().path(),
                e.toString());
          }
        }
      }
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
    owed.written(owner, upTo);
  }

  /** A removal that goes out when {@link #writeOwed} is called next. */
  void owe(DestinationAddress owner, long upTo) {
    owed.add(owner, upTo);
  }

  /** Writes the removals that are owed, or were written and lost. */
  void writeOwed() throws IOException {
    while (owed.unwritten() > 0) {
      int count = Math.min(owed.unwritten(), REMOVALS_AT_ONCE);
      reserve(count * RecordFormat.bytes(0));
      owed.take(count, this::putRemoval);
      write();
    }
  }

  /** Writes the group: one write, whatever its size. */
  void write() throws IOException {
    if (group.position() > 0) {
      Segment segment = current();
      group.flip();
      int bytes = group.remaining();
      unforced = true;
      try {
        segment.journal().file().write(group, segment.size());
      } catch (IOException e) {
        condemn(segment, e);
        throw e;
      } finally {
        group.clear();
      }
      segment.size(segment.size() + bytes);
    }
  }

  /** Makes all that was written durable. */
  void force() throws IOException {
    if (unforced) {
      Segment segment = current();
      try {
        segment.journal().file().force();
      } catch (IOException e) {
        condemn(segment, e);
        throw e;
      }
      unforced = false;
      segment.forced();
      owed.forced();
    }
  }

  /**
   * Makes all that is in hand durable, at the end: lost removals too, in a segment that is well.
   */
  void finish() throws IOException {
    if (current().condemned()) {
      begin();
    }
    writeOwed();
    force();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, others look
  private void condemn(Segment segment, IOException e) {
    unforced = false;
    owed.lost();
    segment.condemn();
    condemned++;
    if (condemnation.passes()) {
      log.error(
          "{}: it could not be written ({}), and is not written again; what was not yet durable of it"
              + " goes to the next file",
          segment.journal().path(),
          e.toString());
    }
    try {
      // So that a start after kill -9 finds no torn end; after loss of power the next header helps.
      segment.journal().file().truncate(segment.size());
    } catch (IOException cut) {
      e.addSuppressed(cut);
    }
  }

  /**
   * Deletes a segment, for good: the next deletion begins when this one can't come undone, or a
   * message could come back whose removal stood in a segment deleted after its own. If it fails,
   * the segment stays, and what it needs stays with it.
   */
  void delete(Segment segment) throws IOException {
    files.delete(segment.journal().path());
    files.forceDirectory(directory);
    segments.remove(segment.number());
    segment.release();
  }

  @Override
  public void close() {
    segments.values().forEach(Segment::release);
    segments.clear();
  }
}
