package dev.postern.storage.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The real file system, up to an operation of one's choice: that one fails, and every one after it,
 * as when the process dies there. A write that fails was done in half. Reads never fail. Nothing is
 * synced, which makes it the fast one as well: the death of a process doesn't need it.
 */
final class FailingFiles extends InterposedFiles {
  private final AtomicLong left;
  private final AtomicLong usableSpace = new AtomicLong(Long.MAX_VALUE);
  private final CompletableFuture<Void> failure = new CompletableFuture<>();

  /** Never fails until it is told to. */
  FailingFiles() {
    this(Long.MAX_VALUE);
  }

  /** Lets so many operations pass. */
  FailingFiles(long operations) {
    left = new AtomicLong(operations);
  }

  void failFromNowOn() {
    left.set(0);
  }

  /** Lets so many more operations pass. */
  void failAfter(long operations) {
    left.set(operations);
  }

  /** So much of a disk of 100 GiB is free now; what is written makes it less. */
  void usableSpace(long bytes) {
    usableSpace.set(bytes);
  }

  /** Whether it did fail. */
  boolean failed() {
    return left.get() < 0;
  }

  /** Completes when it has failed. */
  CompletableFuture<Void> failure() {
    return failure;
  }

  @Override
  void before(Operation operation, Path path) throws IOException {
    if (!operation.onlyLooks() && left.getAndDecrement() <= 0) {
      failure.complete(null);
      throw new IOException("it was chosen to fail");
    }
  }

  @Override
  void write(OpenFile file, Path path, ByteBuffer source, long at) throws IOException {
    usableSpace.addAndGet(-source.remaining());
    file.write(source, at);
  }

  @Override
  public long usableSpace(Path directory) {
    return usableSpace.get();
  }

  @Override
  public long totalSpace(Path directory) {
    return 100L << 30;
  }

  @Override
  void writeFailed(OpenFile file, Path path, ByteBuffer source, long at) throws IOException {
    if (left.get() == -1) {
      file.write(source.slice(source.position(), source.remaining() / 2), at);
    }
  }

  @Override
  void force(OpenFile file, Path path) {}
}
