package dev.postern.storage.journal;

import dev.postern.sphinx.DestinationAddress;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Goes through the records of a journal file, and over what is damaged between them to the next
 * whole one. One thread; the views it gives are valid until the next {@link #next}.
 */
final class RecordCursor {
  /** Reads that many bytes at once; no less than the longest record. */
  private static final int WINDOW_BYTES = 4 * RecordFormat.MAX_BYTES;

  private final OpenFile file;
  private final long mark;
  private final long end;
  private final ByteBuffer window;
  private long windowAt; // file offset of the window's first byte
  private int at; // of the current record in the window
  private long next; // file offset behind the current record
  private long damagedFrom;
  private long damagedTo;

  /** From the first record up to an end that is the file's size or before it. */
  RecordCursor(OpenFile file, long mark, long end) {
    this.file = file;
    this.mark = mark;
    this.end = end;
    this.next = FileHeader.BYTES;
    this.windowAt = next;
    this.window =
        ByteBuffer.allocate((int) Math.max(0, Math.min(WINDOW_BYTES, end - next))).limit(0);
  }

  /** Moves to the next whole record; false if there is none. */
  boolean next() throws IOException {
    long expected = next;
    for (long offset = expected; end - offset >= RecordFormat.HEADER_BYTES; offset++) {
      show(offset);
      if (RecordFormat.isWhole(window, at, mark)) {
        damagedFrom = expected;
        damagedTo = offset;
        next = offset + recordBytes();
        return true;
      }
    }
    damagedFrom = expected;
    damagedTo = Math.max(expected, end);
    return false;
  }

  /** Bytes that are no record, between the record before and this one, or the end. */
  long damagedBytes() {
    return damagedTo - damagedFrom;
  }

  /** Where they begin in the file. */
  long damagedFrom() {
    return damagedFrom;
  }

  /**
   * Whether the bytes at the end that are no record begin as one that doesn't reach beyond the end:
   * so it isn't one that was cut short. After {@link #next} found no more.
   */
  boolean endsWithWholeLength() throws IOException {
    if (end - damagedFrom < RecordFormat.HEADER_BYTES) {
      return false;
    }
    show(damagedFrom);
    return RecordFormat.hasWholeLength(window, at, mark);
  }

  /** Where the current record begins in the file. */
  long offset() {
    return windowAt + at;
  }

  int recordBytes() {
    return RecordFormat.bytes(payloadLength());
  }

  int payloadLength() {
    return RecordFormat.payloadLength(window, at);
  }

  RecordType type() {
    return RecordFormat.type(window, at);
  }

  DestinationAddress owner() {
    return RecordFormat.owner(window, at);
  }

  long position() {
    return RecordFormat.position(window, at);
  }

  ByteBuffer payload() {
    return RecordFormat.payload(window, at);
  }

  /** Lets the window hold the longest record that may begin at an offset. */
  private void show(long offset) throws IOException {
    at = (int) (offset - windowAt);
    long windowEnd = windowAt + window.limit();
    boolean enough = windowEnd == end || windowEnd - offset >= RecordFormat.MAX_BYTES;
    if (enough && windowAt <= offset && offset <= windowEnd) {
      return;
    }
    window.clear().limit((int) Math.min(window.capacity(), end - offset));
    file.read(window, offset);
    if (window.hasRemaining()) {
      throw new IOException("the file became shorter while it was read");
    }
    window.flip();
    windowAt = offset;
    at = 0;
  }
}
