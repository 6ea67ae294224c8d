package dev.postern.storage.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * MapDB's hash function comes with a native library, which unpacks itself into the temporary
 * directory and leaves that only at an orderly exit: each kill would leave a file there. On Linux a
 * loaded library needs its name no more, so it is taken away at once.
 */
final class UnpackedLibrary {
  private static final Path MAPPED_FILES = Path.of("/proc/self/maps");

  private UnpackedLibrary() {}

  /**
   * Deletes the file of the library that this process has loaded; elsewhere than on Linux, none.
   */
  static void delete() throws IOException {
    if (!Files.isReadable(MAPPED_FILES)) {
      return;
    }
    Path directory = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    try (Stream<String> lines = Files.lines(MAPPED_FILES)) {
      for (String line : (Iterable<String>) lines::iterator) {
        int start = line.indexOf('/');
        if (start >= 0 && line.endsWith(".so")) {
          Path file = Path.of(line.substring(start));
          boolean unpacked = file.getFileName().toString().startsWith("liblz4-java");
          if (unpacked && file.startsWith(directory)) {
            Files.deleteIfExists(file);
          }
        }
      }
    }
  }
}
