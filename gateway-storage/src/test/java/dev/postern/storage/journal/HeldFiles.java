package dev.postern.storage.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The real file system, with a hand on its fsync. */
final class HeldFiles implements FileLayer {
  private final FileLayer disk = new DiskFiles();
  private volatile CountDownLatch held = new CountDownLatch(0);

  /** From now on {@link OpenFile#force} doesn't return. */
  void holdForces() {
    held = new CountDownLatch(1);
  }

  void letGo() {
    held.countDown();
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
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
    return new HeldFile(disk.create(path));
  }

  @Override
  public OpenFile open(Path path) throws IOException {
    return new HeldFile(disk.open(path));
  }

  @Override
  public void delete(Path path) throws IOException {
    disk.delete(path);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    disk.rename(from, to);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    disk.forceDirectory(directory);
  }

  private final class HeldFile implements OpenFile {
    private final OpenFile file;

    HeldFile(OpenFile file) {
      this.file = file;
    }

    @Override
    public void write(ByteBuffer source, long at) throws IOException {
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
      file.truncate(size);
    }

    @Override
    public void force() throws IOException {
      try {
        held.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      file.force();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
