package dev.postern.storage.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The real file system. */
final class DiskFiles implements FileLayer {
  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);

  private static final String OWNER_ONLY = "rw-------";

  @Override
  public void createDirectories(Path directory) throws IOException {
    Path there = directory.toAbsolutePath();
    Deque<Path> grown = new ArrayDeque<>(); // what gets a new entry, the outermost first
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
      grown.push(there);
    }
    Files.createDirectories(directory, permissions(directory, "rwx------"));
    for (Path parent : grown) {
      forceDirectory(parent);
    }
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  @Override
  public boolean exists(Path path) {
    return Files.exists(path);
  }

  @Override
  public OpenFile create(Path path) throws IOException {
    return new DiskFile(FileChannel.open(path, NEW, permissions(path, OWNER_ONLY)));
  }

  @Override
  public OpenFile open(Path path) throws IOException {
    return new DiskFile(FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.deleteIfExists(path);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    // A directory opens for reading only, and Linux syncs it all the same.
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public long usableSpace(Path directory) throws IOException {
    totalSpace(directory); // throws if no answer can be had, which here looks like a full disk
    return directory.toFile().getUsableSpace();
  }

  @Override
  public long totalSpace(Path directory) throws IOException {
    // One statvfs(2). Files.getFileStore would read the table of mounts each time.
    long bytes = directory.toFile().getTotalSpace();
    if (bytes == 0) {
      throw new IOException(directory + " has no known size");
    }
    return bytes;
  }

  /** Takes a file that a library made (as the umask says) away from all but this user: 0600. */
  static void keepToOwner(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view != null) {
      view.setPermissions(PosixFilePermissions.fromString(OWNER_ONLY));
    }
  }

  /** Nothing where the file system has no such permissions. */
  static FileAttribute<?>[] permissions(Path path, String mode) {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(mode);
    return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)};
  }

  private record DiskFile(FileChannel channel) implements OpenFile {
    @Override
    public void write(ByteBuffer source, long at) throws IOException {
      long to = at;
      while (source.hasRemaining()) {
        to += channel.write(source, to);
      }
    }

    @Override
    public void read(ByteBuffer target, long at) throws IOException {
      long from = at;
      while (target.hasRemaining()) {
        int read = channel.read(target, from);
        if (read < 0) {
          return;
        }
        from += read;
      }
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      channel.truncate(size);
    }

    @Override
    public void force() throws IOException {
      // The size is data here: force(false) is fdatasync, which writes what is needed to read back.
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
