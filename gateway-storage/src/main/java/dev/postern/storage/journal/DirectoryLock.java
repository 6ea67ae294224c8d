package dev.postern.storage.journal;

import dev.postern.storage.StoreLockedException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps a directory for one store, of this process or any other. A process's end releases it. */
final class DirectoryLock implements Closeable {
  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Throws {@link StoreLockedException} if somebody else has it. */
  static DirectoryLock take(Path directory) throws IOException {
    Path path = directory.resolve("lock");
    FileChannel channel =
        FileChannel.open(
            path,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            DiskFiles.permissions(path, "rw-------"));
    if (tryLock(channel) == null) {
      channel.close();
      throw new StoreLockedException(
          "The store in "
              + directory
              + " is in use: stop the gateway that runs on it, or choose another directory.");
    }
    return new DirectoryLock(channel);
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // a store in this very process
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
