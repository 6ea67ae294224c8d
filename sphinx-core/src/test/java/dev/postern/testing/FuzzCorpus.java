package dev.postern.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The inputs that fuzzing a target has kept: {@code src/test/resources/fuzz/NAME.corpus}, one a
 * line, in Base64; {@code #} begins a comment.
 */
final class FuzzCorpus {
  private static final int MAX_TEXT = 16 * 1024; // keeps the repository small

  private FuzzCorpus() {}

  /** Empty if there is no such file. */
  static List<byte[]> of(Class<? extends FuzzTarget> target) throws IOException {
    try (InputStream file = target.getResourceAsStream("/fuzz/" + fileName(target))) {
      return file == null
          ? List.of()
          : new String(file.readAllBytes(), StandardCharsets.US_ASCII)
              .lines()
              .filter(line -> !line.startsWith("#"))
              .map(Base64.getDecoder()::decode)
              .toList();
    }
  }

  static String fileName(Class<? extends FuzzTarget> target) {
    return target.getSimpleName() + ".corpus";
  }

  /**
   * Writes the shortest files of a directory in that form, as many as a small file has room for.
   */
  static void collect(Path inputs, Path corpus) throws IOException {
    List<byte[]> contents = new ArrayList<>();
    try (Stream<Path> files = Files.list(inputs)) {
      for (Path file : files.sorted().toList()) {
        contents.add(Files.readAllBytes(file));
      }
    }
    contents.sort(Comparator.comparingInt(input -> input.length));
    StringBuilder text = new StringBuilder();
    for (byte[] input : contents) {
      String line = Base64.getEncoder().encodeToString(input);
      if (text.length() + line.length() < MAX_TEXT && !line.isEmpty()) {
        text.append(line).append('\n');
      }
    }
    Files.writeString(corpus, text, StandardCharsets.US_ASCII);
  }
}
