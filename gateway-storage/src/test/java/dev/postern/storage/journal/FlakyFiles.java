package dev.postern.storage.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A disk under which things go wrong by chance while its weather is bad, and which {@link #crash}
 * leaves as a loss of power would: of what was written to the end of a file since its last fsync, a
 * part is there, or zeros are. An fsync that failed forgets, as Linux does, which bytes it should
 * have written: no later one brings them to the disk. Names of files are always certain.
 */
final class FlakyFiles extends InterposedFiles {
  private static final List<String> MESSAGES =
      List.of(FaultyFiles.DISK_FULL, FaultyFiles.IO_ERROR, FaultyFiles.TOO_MANY_FILES);

  // Guarded by this. Bytes up to here are certain; a file that isn't named is certain whole.
  private final Map<Path, Long> certain = new HashMap<>();
  // From here on some bytes are not on the disk, though the kernel believes that they are.
  private final Map<Path, Long> forgotten = new HashMap<>();
  // Files keep the name under which they were opened; each name is given once.
  private final Map<Path, Path> renamed = new HashMap<>();
  private final Random random;
  private double chanceOfFailure;

  FlakyFiles(Random random) {
    this.random = random;
  }

  /** From now on each operation fails with this chance. */
  synchronized void weather(double chance) {
    chanceOfFailure = chance;
  }

  /** What a loss of power leaves. Nobody may have a file open. */
  synchronized void crash() throws IOException {
    for (Map.Entry<Path, Long> file : certain.entrySet()) {
      Path path = file.getKey();
      if (Files.exists(path) && Files.size(path) > file.getValue()) {
        lose(path, file.getValue());
      }
    }
    certain.clear();
    forgotten.clear();
    renamed.clear();
  }

  private void lose(Path path, long from) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      int uncertain = (int) (channel.size() - from);
      if (random.nextBoolean()) {
        int zeros = random.nextInt(uncertain + 1);
        channel.write(ByteBuffer.allocate(zeros), from + random.nextInt(uncertain - zeros + 1));
      }
      if (random.nextInt(3) > 0) {
        channel.truncate(from + random.nextInt(uncertain + 1));
      }
    }
  }

  @Override
  synchronized void before(Operation operation, Path opened) throws IOException {
    Path path = renamed.getOrDefault(opened, opened);
    if (operation != Operation.LIST && random.nextDouble() < chanceOfFailure) {
      if (operation == Operation.FORCE) {
        forgotten.putIfAbsent(path, certain.getOrDefault(path, Long.MAX_VALUE));
      }
      throw new IOException(MESSAGES.get(random.nextInt(MESSAGES.size())));
    }
    if (operation == Operation.CREATE) {
      certain.put(path, 0L);
      forgotten.remove(path);
    } else if (operation == Operation.DELETE) {
      certain.remove(path);
      forgotten.remove(path);
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    super.rename(from, to);
    synchronized (this) {
      renamed.put(from, to);
      move(certain, from, to);
      move(forgotten, from, to);
    }
  }

  private static void move(Map<Path, Long> sizes, Path from, Path to) {
    Long size = sizes.remove(from);
    sizes.remove(to);
    if (size != null) {
      sizes.put(to, size);
    }
  }

  @Override
  synchronized void write(OpenFile file, Path path, ByteBuffer source, long at) throws IOException {
    certain.merge(renamed.getOrDefault(path, path), Math.min(at, file.size()), Math::min);
    super.write(file, path, source, at);
  }

  @Override
  synchronized void writeFailed(OpenFile file, Path path, ByteBuffer source, long at)
      throws IOException {
    certain.merge(renamed.getOrDefault(path, path), Math.min(at, file.size()), Math::min);
    int written = random.nextInt(source.remaining() + 1);
    file.write(source.slice(source.position(), written), at);
  }

  @Override
  synchronized void force(OpenFile file, Path opened) {
    Path path = renamed.getOrDefault(opened, opened);
    try {
      certain.put(path, Math.min(file.size(), forgotten.getOrDefault(path, Long.MAX_VALUE)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
