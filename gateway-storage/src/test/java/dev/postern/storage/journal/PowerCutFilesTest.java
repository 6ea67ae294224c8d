package dev.postern.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The layer keeps what was forced, and loses the rest in every way that a disk may. */
class PowerCutFilesTest {
  private static final int SEEDS = 400;

  @TempDir Path parent;

  /** What is done to a fresh layer before the power goes. */
  private interface Deed {
    void on(PowerCutFiles files, Path directory) throws IOException;
  }

  /** What one seed left: for each file its name and content. */
  private Set<String> outcomes(Deed deed) throws IOException {
    Set<String> outcomes = new HashSet<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      Path directory = Files.createTempDirectory(parent, "seed");
      PowerCutFiles files = new PowerCutFiles(directory, seed);
      deed.on(files, directory);
      files.cut();
      files.powerOn();
      StringBuilder left = new StringBuilder();
      for (Path file : OnDisk.files(directory)) {
        left.append(file.getFileName())
            .append('=')
            .append(Files.readString(file, StandardCharsets.ISO_8859_1))
            .append(' ');
      }
      outcomes.add(left.toString());
    }
    return outcomes;
  }

  @Test
  void whatWasForced_stays_nameAndContent() throws IOException {
    Deed deed =
        (files, directory) -> {
          createAndForce(files, directory.resolve("a"), "forced");
          files.forceDirectory(directory);
        };
    assertThat(outcomes(deed)).containsExactly("a=forced ");
  }

  @Test
  void aFileWhoseNameWasNotForced_mayVanish_whateverItHolds() throws IOException {
    Deed deed = (files, directory) -> createAndForce(files, directory.resolve("a"), "forced");
    assertThat(outcomes(deed)).containsExactlyInAnyOrder("a=forced ", "");
  }

  @Test
  void aWriteThatWasNotForced_isThereOrNotOrInPart_andWhatStoodBeforeIt() throws IOException {
    Deed deed =
        (files, directory) -> {
          createAndForce(files, directory.resolve("a"), "forced");
          files.forceDirectory(directory);
          write(files, directory.resolve("a"), "+", 6);
        };
    assertThat(outcomes(deed)).contains("a=forced ", "a=forced+ ", "a=forced\0 ");
    assertThat(outcomes(deed)).allMatch(left -> left.startsWith("a=forced"));
  }

  @Test
  void writes_areTornAtSectors_andReordered() throws IOException {
    String first = "1".repeat(UnsyncedFile.SECTOR);
    String second = "2".repeat(UnsyncedFile.SECTOR);
    Deed deed =
        (files, directory) -> {
          createAndForce(files, directory.resolve("a"), "");
          files.forceDirectory(directory);
          write(files, directory.resolve("a"), first + first, 0);
          write(files, directory.resolve("a"), second, 0);
        };
    Set<String> outcomes = new HashSet<>();
    // A whole sector of one character becomes that character.
    outcomes(deed).forEach(left -> outcomes.add(left.replaceAll("(?s)(.)\\1{511}", "$1")));
    outcomes.removeIf(left -> left.length() > "a=12 ".length()); // rubbish, and broken sectors
    assertThat(outcomes).contains("a= ", "a=11 ", "a=21 ", "a=1\0 ", "a=\0" + "1 ", "a=2\0 ");
  }

  @Test
  void afterForcingFailed_forcingAgainHelpsNothing() throws IOException {
    Deed deed =
        (files, directory) -> {
          createAndForce(files, directory.resolve("a"), "forced");
          files.forceDirectory(directory);
          try (OpenFile file = files.open(directory.resolve("a"))) {
            file.write(bytes("+"), 6);
            files.failAfter(0);
            assertThatThrownBy(file::force).isInstanceOf(IOException.class);
            files.cutAfter(Long.MAX_VALUE); // not yet
            file.force();
          }
        };
    assertThat(outcomes(deed)).contains("a=forced ", "a=forced+ ");
  }

  @Test
  void afterTheProcessDied_whatWasNotForcedIsThere_untilThePowerGoes() throws IOException {
    Deed deed =
        (files, directory) -> {
          createAndForce(files, directory.resolve("a"), "");
          files.forceDirectory(directory);
          write(files, directory.resolve("a"), "content", 0);
          files.cut();
          files.restart();
          assertThat(Files.readString(directory.resolve("a"))).isEqualTo("content");
        };
    assertThat(outcomes(deed)).contains("a= ", "a=content ");
  }

  @Test
  void deletionsAndRenamings_comeUndone_butAreOneStep() throws IOException {
    Deed deed =
        (files, directory) -> {
          for (String name : List.of("a", "b")) {
            createAndForce(files, directory.resolve(name), name);
          }
          files.forceDirectory(directory);
          files.rename(directory.resolve("a"), directory.resolve("c"));
          files.delete(directory.resolve("b"));
        };
    assertThat(outcomes(deed)).containsExactlyInAnyOrder("a=a b=b ", "a=a ", "b=b c=a ", "c=a ");
  }

  @Test
  void aFileThatSomebodyElseWrote_isCertain_onceItIsForced() throws IOException {
    Deed unforced = (files, directory) -> Files.writeString(directory.resolve("foreign"), "123");
    assertThat(outcomes(unforced)).contains("", "foreign= ", "foreign=123 ");
    Deed forced =
        (files, directory) -> {
          unforced.on(files, directory);
          try (OpenFile foreign = files.open(directory.resolve("foreign"))) {
            foreign.force();
          }
          files.forceDirectory(directory);
        };
    assertThat(outcomes(forced)).containsExactly("foreign=123 ");
  }

  @Test
  void afterACut_nothingGoesAnyMore_andOldFilesStayDeadForEver() throws IOException {
    PowerCutFiles files = new PowerCutFiles(parent, 0);
    createAndForce(files, parent.resolve("a"), "content");
    files.forceDirectory(parent);
    OpenFile file = files.open(parent.resolve("a"));
    files.cutAfter(0);
    assertThatThrownBy(() -> file.write(bytes("more"), 7)).isInstanceOf(IOException.class);
    assertThat(files.isOut()).isTrue();
    ByteBuffer target = ByteBuffer.allocate(4);
    assertThatThrownBy(() -> file.read(target, 0)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> files.create(parent.resolve("b"))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> files.list(parent)).isInstanceOf(IOException.class);
    files.powerOn();
    assertThatThrownBy(file::size).isInstanceOf(IOException.class);
    assertThatThrownBy(file::force).isInstanceOf(IOException.class);
    file.close();
    assertThat(Files.readString(parent.resolve("a"), StandardCharsets.ISO_8859_1))
        .startsWith("content");
    assertThat(files.list(parent)).containsExactly("a");
  }

  private static void createAndForce(FileLayer files, Path path, String text) throws IOException {
    try (OpenFile file = files.create(path)) {
      file.write(bytes(text), 0);
      file.force();
    }
  }

  private static void write(FileLayer files, Path path, String text, long at) throws IOException {
    try (OpenFile file = files.open(path)) {
      file.write(bytes(text), at);
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
