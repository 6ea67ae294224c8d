package dev.postern.app.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Small files that are there whole or not at all: written beside their place, forced to the disk,
 * then renamed into it, and the name forced to the disk as well. Permissions are set when a file is
 * made, not afterwards, so a secret is never readable by others for a moment.
 */
final class AtomicFiles {
  private static final Logger log = LoggerFactory.getLogger(AtomicFiles.class);

  private AtomicFiles() {}

  /** Mode 0600. Throws if the file is there. */
  static void createPrivate(Path file, byte[] content) throws IOException {
    write(file, content, "rw-------", false);
  }

  /** Mode 0600. Replaces what is there. */
  static void replacePrivate(Path file, byte[] content) throws IOException {
    write(file, content, "rw-------", true);
  }

  /** For good, if it is there. */
  static void delete(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (Files.deleteIfExists(file) && directory != null) {
      force(directory);
    }
  }

  /** Mode 0644. Replaces what is there. */
  static void writePublic(Path file, byte[] content) throws IOException {
    write(file, content, "rw-r--r--", true);
  }

  /** Logs a warning if somebody but the owner can read the file. */
  static void warnIfExposed(Path file) throws IOException {
    if (!isPosix(file)) {
      return;
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
    if (permissions.contains(PosixFilePermission.GROUP_READ)
        || permissions.contains(PosixFilePermission.OTHERS_READ)) {
      log.warn("{} can be read by others than its owner: chmod 600 it", file);
    }
  }

  private static void write(Path file, byte[] content, String mode, boolean replace)
      throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      throw new IOException(file + " is a directory");
    }
    makeDirectories(directory);
    Path fresh =
        Files.createTempFile(
            directory, file.getFileName() + ".", ".new", mode(directory, "rw-------"));
    try {
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      if (isPosix(fresh)) {
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(mode));
      }
      if (replace) {
        Files.move(
            fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } else {
        Files.move(fresh, file);
      }
      force(directory);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(file + " is there already, and is not replaced", e);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static void makeDirectories(Path directory) throws IOException {
    Deque<Path> grown = new ArrayDeque<>(); // what gets a new entry, the outermost first
    Path there = directory;
    while (Files.notExists(there) && there.getParent() != null) {
      there = there.getParent();
      grown.push(there);
    }
    Files.createDirectories(directory, mode(directory, "rwx------"));
    for (Path parent : grown) {
      force(parent);
    }
  }

  /**
   * A name is safe when its directory is. Where a directory can't be opened, the system sees to it.
   */
  private static void force(Path directory) throws IOException {
    if (isPosix(directory)) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static FileAttribute<?>[] mode(Path directory, String mode) {
    return isPosix(directory)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
