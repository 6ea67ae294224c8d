package dev.postern.storage.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file of a {@link FileLayer}. Thread-safe; every call names its place. */
interface OpenFile extends Closeable {
  /** Writes all that remains in the buffer. */
  void write(ByteBuffer source, long at) throws IOException;

  /** Reads until the buffer is full or the file ends. */
  void read(ByteBuffer target, long at) throws IOException;

  long size() throws IOException;

  void truncate(long size) throws IOException;

  /** Returns when all that was written survives loss of power. */
  void force() throws IOException;
}
