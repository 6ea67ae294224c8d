package dev.postern.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.storage.StoreLockedException;
import java.io.BufferedReader;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process (SIGKILL) that appends, reads, removes, registers and forgets, at a random
 * moment, again and again on one directory; and after each kill compares what the store holds with
 * what the process had said. A few rounds by default; {@code mvn verify -pl gateway-storage -am
 * -Dtest=CrashTest -Dsurefire.failIfNoSpecifiedTests=false -Dpostern.crash.rounds=500
 * -Dpostern.crash.seed=1} for many.
 */
class CrashTest {
  private static final int ROUNDS = Integer.getInteger("postern.crash.rounds", 5);
  private static final long SEED = Long.getLong("postern.crash.seed", System.nanoTime());

  @TempDir Path directory;

  @Test
  void kill_atAnyMoment_losesNothingThatWasAcknowledged() throws Exception {
    Random random = new Random(SEED);
    Ledger ledger = new Ledger();
    for (int round = 0; round < ROUNDS; round++) {
      int lines = 50 + random.nextInt(4000);
      killAfter(lines, round, random.nextLong(), ledger);
      try (JournalStore store = JournalStore.open(directory, CrashingProcess.OPTIONS)) {
        String where = "seed " + SEED + ", round " + round;
        assertThat(store.status().damaged()).as(where).isZero();
        ledger.verify(store, CrashingProcess.CLIENTS);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + SEED + ", round " + round, e);
      }
      // Every other time the next process begins after a kill, too.
      if (random.nextBoolean()) {
        OnDisk.forgetCleanStop(directory);
      }
    }
  }

  private void killAfter(int lines, int round, long seed, Ledger ledger) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--enable-native-access"))
        .forEach(command::add);
    command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(CrashingProcess.class.getName(), directory.toString()));
    command.addAll(List.of(Integer.toString(round), Long.toString(seed)));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader said = process.inputReader(StandardCharsets.US_ASCII)) {
      int count = 0;
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        ledger.read(line);
        count++;
        if (count == 1) {
          assertThatThrownBy(() -> JournalStore.open(directory))
              .as("while another process has the directory")
              .isInstanceOf(StoreLockedException.class);
        }
        if (count == lines) {
          process.toHandle().destroyForcibly(); // the process's own method would close the pipe
        }
      }
      assertThat(count).as("lines before it died by itself").isGreaterThanOrEqualTo(lines);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
