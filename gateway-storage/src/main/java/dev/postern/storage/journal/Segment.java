package dev.postern.storage.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file of the message journal, and what is known of it. The writer's thread owns the counts;
 * readers {@link #acquire} it, so that it stays open under them when it is deleted.
 */
final class Segment {
  private static final Logger log = LoggerFactory.getLogger(Segment.class);

  private final JournalFile journal;
  private final AtomicInteger users = new AtomicInteger(1); // the journal itself is one
  private volatile long size;

  // Bytes of records of messages that are stored and whose place is this segment.
  private volatile long liveBytes;

  // What a removal in a younger segment may cover here; MAX_VALUE while there is no message.
  private long firstPosition = Long.MAX_VALUE;

  // The highest position that a removal in this segment covers; 0 while there is none.
  private long lastRemoved;
  private long removalBytes;

  // durableSize <= size, and a condemned one ends there.
  private long durableSize;
  private long durableRemovalBytes;
  private boolean condemned;

  /** All of that size is durable. */
  Segment(JournalFile journal, long size) {
    this.journal = journal;
    this.size = size;
    this.durableSize = size;
  }

  int number() {
    return journal.header().number();
  }

  JournalFile journal() {
    return journal;
  }

  long mark() {
    return journal.header().mark();
  }

  long size() {
    return size;
  }

  void size(long newSize) {
    size = newSize;
  }

  /** All that was written is durable. */
  void forced() {
    durableSize = size;
    durableRemovalBytes = removalBytes;
  }

  /**
   * A write or fsync failed: it ends where it was durable, and is only read from now on. Where its
   * messages begin, and how far its removals reach, may still count what is behind: that makes a
   * removal live longer than it must.
   */
  void condemn() {
    condemned = true;
    size = durableSize;
    removalBytes = durableRemovalBytes;
  }

  /** The writer's thread only. */
  boolean condemned() {
    return condemned;
  }

  /** Whether it counts without any record. */
  boolean hasNoRecord() {
    return size <= FileHeader.BYTES;
  }

  long liveBytes() {
    return liveBytes;
  }

  long firstPosition() {
    return firstPosition;
  }

  long lastRemoved() {
    return lastRemoved;
  }

  long removalBytes() {
    return removalBytes;
  }

  /** Counts a message's record that stands here, whether it is stored or was removed. */
  void holds(long position) {
    firstPosition = Math.min(firstPosition, position);
  }

  /** Counts a removal's record that stands here. */
  void holdsRemoval(long upTo) {
    lastRemoved = Math.max(lastRemoved, upTo);
    removalBytes += RecordFormat.bytes(0);
  }

  /** What was counted before a clean stop. */
  void restore(long first, long removed, long bytes) {
    firstPosition = first;
    lastRemoved = removed;
    removalBytes = bytes;
    durableRemovalBytes = bytes;
  }

  /** A message is stored, and this is its place. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, others look
  void lives(int recordBytes) {
    liveBytes += recordBytes;
  }

  /** It was removed, or has its place elsewhere. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes, others look
  void died(int recordBytes) {
    liveBytes -= recordBytes;
  }

  /** Nothing is known to live here. */
  void forgetLive() {
    liveBytes = 0;
  }

  /** False if it is closed for good. Each success is followed by a {@link #release}. */
  boolean acquire() {
    return users.getAndUpdate(count -> count == 0 ? 0 : count + 1) != 0;
  }

  void release() {
    if (users.decrementAndGet() == 0) {
      try {
        journal.file().close();
      } catch (IOException e) {
        // Nothing hangs on it: what counts was forced before.
        log.warn("{}: could not be closed: {}", journal.path(), e.toString());
      }
    }
  }

  /** The bytes of a record as they are; null if the segment ends before it does. */
  @Nullable ByteBuffer read(Location location) throws IOException {
    ByteBuffer record = ByteBuffer.allocate(RecordFormat.bytes(location.length()));
    journal.file().read(record, location.offset());
    return record.hasRemaining() ? null : record.flip();
  }
}
