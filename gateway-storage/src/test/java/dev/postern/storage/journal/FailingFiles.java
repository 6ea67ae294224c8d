package dev.postern.storage.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The real file system, up to an operation of one's choice: that one fails, and every one after it,
 * as when the process dies there. A write that fails was done in half. Reads never fail. Nothing is
 * synced, which makes it the fast one as well: the death of a process doesn't need it.
 */
final class FailingFiles implements FileLayer {
  private final FileLayer disk = new DiskFiles();
  private final AtomicLong left;
  private final AtomicLong usableSpace = new AtomicLong(Long.MAX_VALUE);

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

  private void operation() throws IOException {
    if (left.getAndDecrement() <= 0) {
      throw new IOException("it was chosen to fail");
    }
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    operation();
    disk.createDirectories(directory);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    return disk.list(directory);
  }

  @Override
  public boolean exists(Path path) {
    return disk.exists(path);
  }

  @Override
  public OpenFile create(Path path) throws IOException {
    operation();
    return new FailingFile(disk.create(path));
  }

  @Override
  public OpenFile open(Path path) throws IOException {
    return new FailingFile(disk.open(path));
  }

  @Override
  public void delete(Path path) throws IOException {
    operation();
    disk.delete(path);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    operation();
    disk.rename(from, to);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    operation();
  }

  @Override
  public long usableSpace(Path directory) {
    return usableSpace.get();
  }

  @Override
  public long totalSpace(Path directory) {
    return 100L << 30;
  }

  private final class FailingFile implements OpenFile {
    private final OpenFile file;

    FailingFile(OpenFile file) {
      this.file = file;
    }

    @Override
    public void write(ByteBuffer source, long at) throws IOException {
      try {
        operation();
      } catch (IOException e) {
        if (left.get() == -1) {
          file.write(source.slice(source.position(), source.remaining() / 2), at);
        }
        throw e;
      }
      usableSpace.addAndGet(-source.remaining());
      file.write(source, at);
    }

    @Override
    public void read(ByteBuffer target, long at) throws IOException {
      file.read(target, at);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      operation();
      file.truncate(size);
    }

    @Override
    public void force() throws IOException {
      operation();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
