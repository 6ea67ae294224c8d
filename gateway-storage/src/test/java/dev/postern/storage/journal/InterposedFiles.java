package dev.postern.storage.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** The real file system, with a test between it and the store. Does nothing of its own. */
abstract class InterposedFiles implements FileLayer {
  private final FileLayer disk = new DiskFiles();

  /** What the store asks for. */
  enum Operation {
    CREATE_DIRECTORIES,
    LIST,
    CREATE,
    OPEN,
    DELETE,
    RENAME,
    FORCE_DIRECTORY,
    READ,
    WRITE,
    TRUNCATE,
    FORCE;

    /** Whether it leaves the disk as it is. */
    boolean onlyLooks() {
      return this == LIST || this == OPEN || this == READ;
    }
  }

  /** Comes before each operation; what it throws is what the store gets. */
  abstract void before(Operation operation, Path path) throws IOException;

  /** The write itself, after {@link #before} let it pass. */
  void write(OpenFile file, Path path, ByteBuffer source, long at) throws IOException {
    file.write(source, at);
  }

  /** What is left of a write that {@link #before} let fail. */
  void writeFailed(OpenFile file, Path path, ByteBuffer source, long at) throws IOException {}

  /** The fsync itself. */
  void force(OpenFile file, Path path) throws IOException {
    file.force();
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    before(Operation.CREATE_DIRECTORIES, directory);
    disk.createDirectories(directory);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    before(Operation.LIST, directory);
    return disk.list(directory);
  }

  @Override
  public boolean exists(Path path) {
    return disk.exists(path);
  }

  @Override
  public OpenFile create(Path path) throws IOException {
    before(Operation.CREATE, path);
    return new InterposedFile(disk.create(path), path);
  }

  @Override
  public OpenFile open(Path path) throws IOException {
    before(Operation.OPEN, path);
    return new InterposedFile(disk.open(path), path);
  }

  @Override
  public void delete(Path path) throws IOException {
    before(Operation.DELETE, path);
    disk.delete(path);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    before(Operation.RENAME, from);
    disk.rename(from, to);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    before(Operation.FORCE_DIRECTORY, directory);
  }

  private final class InterposedFile implements OpenFile {
    private final OpenFile file;
    private final Path path;

    InterposedFile(OpenFile file, Path path) {
      this.file = file;
      this.path = path;
    }

    @Override
    public void write(ByteBuffer source, long at) throws IOException {
      try {
        before(Operation.WRITE, path);
      } catch (IOException e) {
        writeFailed(file, path, source, at);
        throw e;
      }
      InterposedFiles.this.write(file, path, source, at);
    }

    @Override
    public void read(ByteBuffer target, long at) throws IOException {
      before(Operation.READ, path);
      file.read(target, at);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      before(Operation.TRUNCATE, path);
      file.truncate(size);
    }

    @Override
    public void force() throws IOException {
      before(Operation.FORCE, path);
      InterposedFiles.this.force(file, path);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
