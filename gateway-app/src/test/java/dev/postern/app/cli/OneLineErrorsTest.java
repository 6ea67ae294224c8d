package dev.postern.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator reads when something is in the way: words, on one line that prints. */
class OneLineErrorsTest {
  private Path home;
  private CommandLineFixture postern;

  @BeforeEach
  void init(@TempDir Path directory) {
    home = directory;
    postern = new CommandLineFixture(directory);
    postern.run(
        "init",
        "--id",
        "a",
        "--mix-host",
        "127.0.0.1",
        "--clients-host",
        "127.0.0.1",
        "--mix-port",
        "0",
        "--clients-port",
        "0",
        "--validator",
        "none");
  }

  @Test
  void run_configThatIsADirectory_saysSo() {
    assertThat(error("run", "--id", "a", "--config", home.toString()))
        .isEqualTo(
            "postern: %s can't be read: Is a directory; name a file that this user may read\n"
                .formatted(home));
  }

  @Test
  void run_storeThatCantBeMade_saysWhatIsInTheWay() throws Exception {
    Path file = Files.createFile(home.resolve("file"));

    assertThat(error("run", "--id", "a", "--inboxes", file.toString()))
        .startsWith("postern: The store in " + file + "/postern-store can't be opened: " + file)
        .hasLineCount(1)
        .doesNotContain("Exception");
  }

  @Test
  void run_storeDirectoryThatIsAFile_saysWhatIsInTheWay() throws Exception {
    Path store = Files.createFile(home.resolve("postern-store"));

    assertThat(error("run", "--id", "a", "--inboxes", home.toString()))
        .startsWith("postern: The store in " + store + " can't be opened: " + store)
        .hasLineCount(1)
        .doesNotContain("Exception");
  }

  @Test
  void init_homeThatIsAFile_saysWhatIsInTheWay() throws Exception {
    Path file = Files.createFile(home.resolve("file"));

    assertThat(
            new CommandLineFixture(file)
                .run("init", "--id", "a", "--mix-host", "10.1.2.3", "--clients-host", "10.1.2.3")
                .err())
        .startsWith("postern: " + file)
        .hasLineCount(1)
        .doesNotContain("Exception");
  }

  @Test
  void error_charactersThatATerminalObeys_areQuestionMarks() {
    assertThat(error("init", "--id", "a", "--mix-port", "\u009b2J\u202e\u2066\u001b[2J\u0085x"))
        .contains("'?2J???[2J x' is no port")
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\n]]");
  }

  private String error(String... arguments) {
    return postern.run(arguments).err();
  }
}
