package dev.postern.storage.journal;

import dev.postern.storage.StoreLockedException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a directory for one store, of this process or any other. A process's end releases it.
 *
 * <p>What this process has itself is remembered beside the system's lock: under POSIX, closing any
 * channel to a file releases all locks that the process has on it, so the file must not even be
 * opened a second time to look.
 */
final class DirectoryLock implements Closeable {
  /** Longer than {@link #isTaken} has the lock to find out whether it could. */
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  // Guarded by the class.
  private static final Set<Path> TAKEN_HERE = new HashSet<>();

  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /** Throws {@link StoreLockedException} if somebody else has it. */
  static DirectoryLock take(Path directory) throws IOException {
    Path real = directory.toRealPath();
    synchronized (DirectoryLock.class) {
      if (TAKEN_HERE.contains(real)) {
        throw inUse(directory);
      }
      Path path = file(real);
      FileChannel channel =
          FileChannel.open(
              path,
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              DiskFiles.permissions(path, "rw-------"));
      try {
        if (!tryTwice(channel)) {
          throw inUse(directory);
        }
      } catch (IOException e) {
        channel.close();
        throw e;
      }
      TAKEN_HERE.add(real);
      return new DirectoryLock(real, channel);
    }
  }

  /** Whether somebody has it now. Changes nothing. */
  static boolean isTaken(Path directory) throws IOException {
    Path real = directory.toRealPath();
    synchronized (DirectoryLock.class) {
      if (TAKEN_HERE.contains(real)) {
        return true;
      }
      if (!Files.exists(file(real))) {
        return false;
      }
      try (FileChannel channel = FileChannel.open(file(real), StandardOpenOption.READ)) {
        return !isFree(channel.tryLock(0, Long.MAX_VALUE, true));
      } catch (OverlappingFileLockException e) {
        return true;
      }
    }
  }

  private static boolean tryTwice(FileChannel channel) throws IOException {
    try {
      if (isFree(channel.tryLock())) {
        return true;
      }
      LockSupport.parkNanos(PATIENCE_NANOS);
      return isFree(channel.tryLock());
    } catch (OverlappingFileLockException e) {
      return false; // a store in this very process, of classes that were loaded twice
    }
  }

  private static boolean isFree(@Nullable FileLock lock) {
    return lock != null;
  }

  private static Path file(Path directory) {
    return directory.resolve("lock");
  }

  private static StoreLockedException inUse(Path directory) {
    return new StoreLockedException(
        "The store in "
            + directory
            + " is in use: stop the gateway that runs on it, or choose another directory.");
  }

  @Override
  public void close() throws IOException {
    synchronized (DirectoryLock.class) {
      channel.close();
      TAKEN_HERE.remove(directory);
    }
  }
}
