package dev.postern.benchmarks.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A new directory, which is deleted with all that is in it. */
final class TemporaryDirectory implements AutoCloseable {
  /** The parameter that stands for the directory for temporary files. */
  static final String ANYWHERE = "java.io.tmpdir";

  private final Path path;

  /** Under the directory that a benchmark's parameter names. */
  TemporaryDirectory(String parent) throws IOException {
    String directory = parent.equals(ANYWHERE) ? System.getProperty(ANYWHERE) : parent;
    path = Files.createTempDirectory(Path.of(directory), "postern-benchmark");
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
