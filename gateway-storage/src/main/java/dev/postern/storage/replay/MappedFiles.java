package dev.postern.storage.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The real file system. */
final class MappedFiles implements TableFiles {
  /** The end of the name of a file that is being made. */
  static final String UNFINISHED = ".tmp";

  private static final int ZEROS_AT_ONCE = 1 << 16;
  private static final Set<StandardOpenOption> NEW =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE);

  @Override
  public void createDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectory(directory, permissions(directory, "rwx------"));
      forceParent(directory);
    }
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  /** Zeros are written, not left out: a hole would ask for its space under the mapping. */
  @Override
  public TableFile create(Path path, int longs) throws IOException {
    write(path, (long) longs * Long.BYTES, ByteBuffer.allocateDirect(ZEROS_AT_ONCE));
    return open(path);
  }

  /** A small file with some content, whole or not at all. */
  static void write(Path path, byte[] content) throws IOException {
    write(path, content.length, ByteBuffer.wrap(content));
  }

  private static void write(Path path, long bytes, ByteBuffer content) throws IOException {
    Path unfinished = path.resolveSibling(path.getFileName() + UNFINISHED);
    try {
      try (FileChannel channel =
          FileChannel.open(unfinished, NEW, permissions(path, "rw-------"))) {
        long left = bytes;
        while (left > 0) {
          content.clear().limit((int) Math.min(content.capacity(), left));
          left -= content.remaining();
          while (content.hasRemaining()) {
            channel.write(content);
          }
        }
        channel.force(true);
      }
      Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
      forceParent(path);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  @Override
  public TableFile open(Path path) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new Mapped(path, channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size()));
    }
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.deleteIfExists(path);
  }

  private static void forceParent(Path path) throws IOException {
    Path parent = path.toAbsolutePath().getParent();
    if (parent != null) {
      try (FileChannel channel = FileChannel.open(parent, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static FileAttribute<?>[] permissions(Path path, String mode) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }

  private record Mapped(Path path, MappedByteBuffer bytes) implements TableFile {
    @Override
    public LongBuffer longs() {
      return bytes.asLongBuffer();
    }

    @Override
    public void force() throws IOException {
      try {
        bytes.force();
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }

    @Override
    public void discard() throws IOException {
      // Cut first: a file that is deleted keeps its space while it is mapped.
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
        channel.truncate(0);
      }
      Files.deleteIfExists(path);
    }
  }
}
