package dev.postern.storage.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.postern.storage.SeenTags;
import dev.postern.storage.SeenTags.Answer;
import dev.postern.testing.FuzzInput;
import dev.postern.testing.FuzzTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was seen, on disk, with damage: it is refused with a sentence, or it knows every tag whose
 * fingerprint a plain probe of the windows finds, and forgets no tag that is added. Its figures
 * stay figures.
 */
class ReplayFilesFuzzTest extends FuzzTarget {
  private static final ReplaySizes SIZES = new ReplaySizes(16, 16, 16 * 8 * 2, 4096, 16);
  private static final int TAGS = 60; // so many that the first are folded
  private static final List<String> EXTENSIONS = List.of("window", "folded", "tmp", "x");

  private final Path directory = directory();
  private final byte[] secret;
  private final byte[] window;
  private final byte[] folded;

  ReplayFilesFuzzTest() throws IOException {
    MappedTags tags = open();
    for (int i = 0; i < TAGS; i++) {
      tags.add(tag(i), 0);
      tags.maintain();
    }
    tags.close();
    secret = Files.readAllBytes(directory.resolve(ReplaySecret.FILE));
    window = Files.readAllBytes(newest(".window"));
    folded = Files.readAllBytes(newest(".folded"));
    empty();
  }

  /** The secret, then files of the set: number, extension, content. */
  @Override
  protected void check(byte[] input) throws IOException {
    FuzzInput fuzz = new FuzzInput(input);
    byte[] changedSecret = changed(fuzz, secret);
    empty();
    Path set = Files.createDirectories(directory.resolve("logins"));
    Files.write(directory.resolve(ReplaySecret.FILE), changedSecret);
    List<byte[]> windows = new ArrayList<>();
    while (fuzz.isLeft() && windows.size() < 3) {
      int number = 1 + fuzz.number() % 4;
      String extension = EXTENSIONS.get(fuzz.number() % EXTENSIONS.size());
      byte[] content = changed(fuzz, extension.equals("folded") ? folded : window);
      Files.write(set.resolve("000000000" + number + "." + extension), content);
      windows.add(content);
    }
    List<byte[]> found = readAll(set, ".window");
    boolean readable =
        Arrays.equals(Arrays.copyOf(changedSecret, secret.length), secret)
            && found.stream().allMatch(bytes -> bytes.length < 8 || isTable(bytes.length / 8))
            && readAll(set, ".folded").stream().allMatch(bytes -> isFilter(bytes.length / 8));
    try {
      checkOpened(readable, found);
    } finally {
      empty();
    }
  }

  private void checkOpened(boolean readable, List<byte[]> windows) throws IOException {
    MappedTags tags;
    try {
      tags = open();
      assertThat(readable).isTrue();
    } catch (IOException e) {
      assertThat(readable).as(e.getMessage()).isFalse();
      assertThat(e.getMessage()).contains("restore it from a backup").doesNotContain("\n");
      return;
    }
    List<byte[]> fresh = addAll(tags, windows);
    tags.close();
    MappedTags again = open();
    for (byte[] tag : fresh) {
      assertThat(again.add(tag, 0)).isNotEqualTo(Answer.NEW);
    }
    again.close();
  }

  /** Those that were new. */
  private List<byte[]> addAll(MappedTags tags, List<byte[]> windows) {
    List<byte[]> fresh = new ArrayList<>();
    TagHash hash = new TagHash(Arrays.copyOfRange(secret, 12, 28));
    for (int i = 0; i < TAGS; i++) {
      long fingerprint = hash.fingerprint(tag(i), 0);
      boolean known = windows.stream().anyMatch(bytes -> probe(bytes, fingerprint));
      Answer answer = tags.add(tag(i), 0);
      if (known) {
        // Unless its window was folded meanwhile.
        assertThat(answer).isNotEqualTo(Answer.NEW);
      } else if (answer == Answer.NEW) {
        fresh.add(tag(i));
        assertThat(tags.add(tag(i), 0)).isEqualTo(Answer.SEEN);
      } else {
        assertThat(answer).isEqualTo(Answer.PERHAPS_SEEN);
      }
      assertAreFigures(tags.figures());
      tags.maintain();
    }
    return fresh;
  }

  private static void assertAreFigures(ReplayFigures figures) {
    assertThat(figures.falseRate()).isBetween(0.0, 1.0);
    assertThat(figures.foldedTags()).isNotNegative();
  }

  private static boolean isTable(int slots) {
    return slots >= 4 && Integer.bitCount(slots) == 1;
  }

  private static boolean isFilter(int longs) {
    return longs > 512 && Integer.bitCount(longs - 512) == 1;
  }

  /** Linear probing, as {@link FingerprintTable} draws it. */
  private static boolean probe(byte[] table, long fingerprint) {
    int slots = table.length / 8;
    for (int i = 0; i < slots; i++) {
      long found = ByteBuffer.wrap(table).getLong((int) ((fingerprint + i) & (slots - 1)) * 8);
      if (found == fingerprint) {
        return true;
      }
      if (found == 0) {
        return false;
      }
    }
    return false;
  }

  /** Bytes written over it somewhere, and another length if that is asked for. */
  private static byte[] changed(FuzzInput fuzz, byte[] content) {
    int cut = fuzz.number() << 8 | fuzz.number();
    byte[] result =
        cut == 0 ? content.clone() : Arrays.copyOf(content, (cut - 1) % (content.length + 64));
    if (result.length > 0) {
      int at = (fuzz.number() << 8 | fuzz.number()) % result.length;
      byte[] bytes = fuzz.counted();
      System.arraycopy(bytes, 0, result, at, Math.min(bytes.length, result.length - at));
    }
    return result;
  }

  private MappedTags open() throws IOException {
    MappedFiles files = new MappedFiles();
    byte[] key = ReplaySecret.readOrMake(directory, files, new SecureRandom());
    return MappedTags.open(files, directory.resolve("logins"), new TagHash(key), SIZES, () -> {});
  }

  private static byte[] tag(int number) {
    return ByteBuffer.allocate(SeenTags.TAG_BYTES).putInt(number).array();
  }

  private Path newest(String extension) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("logins"))) {
      return files
          .filter(file -> file.toString().endsWith(extension))
          .sorted()
          .reduce((first, second) -> second)
          .orElseThrow();
    }
  }

  private static List<byte[]> readAll(Path set, String extension) throws IOException {
    List<byte[]> contents = new ArrayList<>();
    try (Stream<Path> files = Files.list(set)) {
      for (Path file : files.filter(path -> path.toString().endsWith(extension)).toList()) {
        contents.add(Files.readAllBytes(file));
      }
    }
    return contents;
  }

  private void empty() throws IOException {
    MoreFiles.deleteDirectoryContents(directory, RecursiveDeleteOption.ALLOW_INSECURE);
  }

  private static Path directory() {
    try {
      Path directory = Files.createTempDirectory("postern-fuzz");
      directory.toFile().deleteOnExit();
      return directory;
    } catch (IOException e) {
      throw new AssertionError("no temporary directory", e);
    }
  }

  @Override
  protected List<byte[]> seeds() {
    byte[] same = FuzzInput.numbers(0, 0, 0, 0, 0);
    return List.of(
        same,
        FuzzInput.of(same, FuzzInput.numbers(0, 0), same),
        FuzzInput.of(same, FuzzInput.numbers(0, 1), same, FuzzInput.numbers(2, 0), same),
        FuzzInput.of(same, FuzzInput.numbers(0, 1, 0, 0, 0, 0, 1, 0x80)), // a negative count
        FuzzInput.of(same, FuzzInput.numbers(0, 0, 0, 65, 0, 0, 0)),
        FuzzInput.of(same, FuzzInput.numbers(0, 0, 0, 1)));
  }

  @Override
  protected int maxBytes() {
    return 300;
  }

  @Override
  protected int mutantsDivisor() {
    return 100;
  }
}
