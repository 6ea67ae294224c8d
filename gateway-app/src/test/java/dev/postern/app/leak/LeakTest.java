package dev.postern.app.leak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway really writes to its log, in a process of its own, with {@link LeakScenario}. */
@Timeout(600)
class LeakTest {
  @TempDir private Path directory;

  @Test
  void log_ofEverybodyAtTrace_holdsNoKeyDestinationAlphaOrMessage() throws Exception {
    Run run = run(3, "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace");

    assertThat(run.secrets).hasSizeGreaterThan(50);
    String log = String.join("\n", run.log).toLowerCase(Locale.ROOT);
    // It does see what is written, ours and Netty's.
    assertThat(log).contains("listening for mix packets", "io.netty", "closing mixnet connection");
    for (String secret : run.secrets) {
      assertThat(log).doesNotContain(secret.toLowerCase(Locale.ROOT));
    }
  }

  /** Everything of ours down to trace, while one peer does everything that it can think of. */
  @Test
  void log_ofOnePeersFlood_growsByTenLinesAMinute() throws Exception {
    long start = System.nanoTime();
    Run run =
        run(
            Integer.getInteger("postern.flood.times", 100),
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-Dorg.slf4j.simpleLogger.log.dev.postern=trace");
    long minutes = 1 + TimeUnit.NANOSECONDS.toMinutes(System.nanoTime() - start);

    List<String> flood = run.log.subList(run.log.indexOf(LeakScenario.FOES) + 1, run.log.size());
    assertThat(flood).hasSizeBetween(2, (int) (10 * minutes));
  }

  private record Run(List<String> secrets, List<String> log) {}

  private Run run(int times, String... flags) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    command.addAll(
        List.of(
            "-Xshare:auto",
            "-cp",
            System.getProperty("java.class.path"),
            LeakScenario.class.getName(),
            directory.toString(),
            Integer.toString(times)));
    Path out = directory.resolve("secrets");
    Path err = directory.resolve("log");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      int exitCode = process.waitFor();
      List<String> log = Files.readAllLines(err);
      assertThat(exitCode).as("%s", log.subList(Math.max(0, log.size() - 20), log.size())).isZero();
      return new Run(Files.readAllLines(out), log);
    } finally {
      process.destroyForcibly();
    }
  }
}
