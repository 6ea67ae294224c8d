package dev.postern.storage.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What tests do to the files of a store that is closed. */
final class OnDisk {
  private OnDisk() {}

  /** As if it had been killed after its last write: the next start can't trust the index. */
  static void forgetCleanStop(Path store) throws IOException {
    Files.delete(store.resolve("clean"));
  }

  static Path copy(Path store, Path target) throws IOException {
    for (Path file : files(store)) {
      Path copy = target.resolve(store.relativize(file));
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy);
    }
    return target;
  }

  static List<Path> segments(Path store) {
    return files(store.resolve("messages"));
  }

  static Path lastSegment(Path store) {
    List<Path> segments = segments(store);
    return segments.get(segments.size() - 1);
  }

  static List<Path> files(Path directory) {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void flipBit(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 1;
    Files.write(file, bytes);
  }

  static void cut(Path file, long bytes) throws IOException {
    byte[] all = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(all, all.length - (int) bytes));
  }
}
