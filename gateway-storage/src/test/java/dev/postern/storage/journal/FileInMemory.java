package dev.postern.storage.journal;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes, read and written as a file. One thread. */
final class FileInMemory implements OpenFile {
  private byte[] bytes;

  FileInMemory(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public void write(ByteBuffer source, long at) {
    int end = (int) at + source.remaining();
    bytes = Arrays.copyOf(bytes, Math.max(bytes.length, end));
    source.get(bytes, (int) at, source.remaining());
  }

  @Override
  public void read(ByteBuffer target, long at) {
    int count = (int) Math.max(0, Math.min(target.remaining(), bytes.length - at));
    target.put(bytes, (int) Math.min(at, bytes.length), count);
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public void truncate(long size) {
    bytes = Arrays.copyOf(bytes, (int) Math.min(size, bytes.length));
  }

  @Override
  public void force() {}

  @Override
  public void close() {}
}
