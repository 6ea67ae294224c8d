package dev.postern.storage.replay;

import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.List;

/** Files on a disk that can be full, and that can fail to sync. */
final class FailingTables implements TableFiles {
  private final TableFiles real = new MappedFiles();
  volatile boolean full;
  volatile boolean unsyncable;

  @Override
  public void createDirectory(Path directory) throws IOException {
    real.createDirectory(directory);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    return real.list(directory);
  }

  @Override
  public TableFile create(Path path, int longs) throws IOException {
    if (full) {
      throw new IOException("No space left on device");
    }
    return new Failing(real.create(path, longs));
  }

  @Override
  public TableFile open(Path path) throws IOException {
    return new Failing(real.open(path));
  }

  @Override
  public void delete(Path path) throws IOException {
    real.delete(path);
  }

  private final class Failing implements TableFile {
    private final TableFile file;

    Failing(TableFile file) {
      this.file = file;
    }

    @Override
    public Path path() {
      return file.path();
    }

    @Override
    public LongBuffer longs() {
      return file.longs();
    }

    @Override
    public void force() throws IOException {
      if (unsyncable) {
        throw new IOException("Input/output error");
      }
      file.force();
    }

    @Override
    public void discard() throws IOException {
      file.discard();
    }
  }
}
