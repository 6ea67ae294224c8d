package dev.postern.storage.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.storage.SeenTags;
import dev.postern.storage.SeenTags.Answer;
import dev.postern.storage.SeenTagsContract;
import java.io.BufferedReader;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process (SIGKILL) that adds tags, and looks whether what it was told stayed true. */
class TagsCrashTest {
  private static final int ROUNDS = Integer.getInteger("postern.crash.rounds", 2);
  private static final int PER_ROUND = 20_000;

  @TempDir private Path parent;

  @Test
  void kill_atAnyMoment_losesNoTag() throws Exception {
    long known = 0;
    for (int round = 0; round < ROUNDS; round++) {
      known = killAfter(known, known + PER_ROUND);
      MappedReplays memory = CrashingTags.open(parent.resolve("replay"));
      SeenTags tags = memory.logins();
      for (long number = 0; number < known; number++) {
        assertThat(tags.add(SeenTagsContract.tag(number), 0))
            .as("round " + round + ", number " + number)
            .isNotEqualTo(Answer.NEW);
      }
      memory.close();
    }
  }

  /** Gives how many it said it knows. */
  private long killAfter(long from, long to) throws Exception {
    Process process =
        new ProcessBuilder(
                List.of(
                    System.getProperty("java.home")
                        + File.separator
                        + "bin"
                        + File.separator
                        + "java",
                    "-Xmx64m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    CrashingTags.class.getName(),
                    parent.resolve("replay").toString(),
                    Long.toString(from)))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long said = from;
    try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said = Long.parseLong(line);
        if (said >= to) {
          process.toHandle().destroyForcibly();
        }
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(said).isGreaterThanOrEqualTo(to);
    return said;
  }
}
