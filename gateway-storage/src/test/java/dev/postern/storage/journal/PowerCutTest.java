package dev.postern.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stores lose their power, in each round several times, and with it whatever was not synced; see
 * {@link PowerCutFiles} and {@link PowerCutRound}. The same rounds in every build; {@code mvn
 * verify -pl gateway-storage -am -Dtest=PowerCutTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dpostern.powercut.rounds=10000} for many, with {@code -Dpostern.powercut.seed=N} for others: N
 * is the seed of the first round, and without a number of rounds of the only one.
 */
class PowerCutTest {
  private static final Long SEED = Long.getLong("postern.powercut.seed");
  private static final int ROUNDS =
      Integer.getInteger("postern.powercut.rounds", SEED == null ? 200 : 1);
  private static final long FIRST = SEED == null ? 1 : SEED;

  @TempDir Path parent;

  @Test
  void powerCut_atAnyMoment_losesNothingThatWasPromised() throws IOException {
    for (long seed = FIRST; seed < FIRST + ROUNDS; seed++) {
      run(seed);
    }
  }

  @Test
  void oneSeed_isOneRound_toTheLastChangeOfAFile() throws IOException {
    for (long seed = FIRST; seed < FIRST + 3; seed++) {
      assertThat(run(seed)).isEqualTo(run(seed)).hasSizeGreaterThan(10);
    }
  }

  private List<String> run(long seed) throws IOException {
    Path directory = parent.resolve(Long.toString(seed));
    PowerCutRound round = new PowerCutRound(seed, directory);
    try {
      round.run();
    } catch (IOException | RuntimeException | AssertionError e) {
      List<String> calls = round.calls();
      throw new AssertionError(
          String.join("\n", calls.subList(Math.max(0, calls.size() - 40), calls.size()))
              + "\nSeed "
              + seed
              + " failed. Again: mvn verify -pl gateway-storage -am -Dtest=PowerCutTest"
              + " -Dsurefire.failIfNoSpecifiedTests=false -Dpostern.powercut.seed="
              + seed,
          e);
    }
    MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    return round.calls();
  }
}
