package dev.postern.benchmarks.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RatiosTest {
  private static final String JMH =
      """
      [{"benchmark": "dev.postern.benchmarks.UnwrapBenchmark.finalHop", "jdkVersion": "17.0.15",
        "mode": "avgt", "threads": 1, "forks": 2, "jvmArgs": [],
        "warmupIterations": 3, "warmupTime": "1 s",
        "measurementIterations": 1, "measurementTime": "1 s",
        "params": {"engine": "CONSCRYPT", "size": "REGULAR", "version": "%s"},
        "primaryMetric": {"score": 0, "scoreError": "NaN", "scoreUnit": "%s", "rawData": [[%s], [%s]]}}]
      """;

  @TempDir Path directory;

  @Test
  void addRound_ofFiles_comparesEachVersionWithItsPeer() throws IOException {
    Ratios ratios = new Ratios();
    ratios.addRound(round("1", "60, 90", "61", 50_000, 50_000));
    ratios.addRound(round("2", "120, 110", "130", 100_000, 60_000));
    assertThat(ratios.toMarkdown())
        .isEqualTo(
            """
            ### JDK 17.0.15, CONSCRYPT

            µs, and ratios (ours / theirs): median of 2 rounds (least–most)

            | benchmark | Postern, 256 | Postern, 259 | sphinx-packet-0.1.0 | sphinx-packet-0.8.0 | 256 / 0.1.0 | 259 / 0.8.0 | 256 / 0.8.0 |
            | --- | --- | --- | --- | --- | --- | --- | --- |
            | finalHop/REGULAR | 90.5 (61.0–120.0) | 30.0 (30.0–30.0) | 75.0 (50.0–100.0) | 55.0 (50.0–60.0) | 1.21 (1.20–1.22) | 0.55 (0.50–0.60) | 1.61 (1.22–2.00) |

            """);
  }

  /** Version 256 took those iterations on two forks, 259 always 30; the peers those nanoseconds. */
  private Path round(String name, String fork, String otherFork, int nanos010, int nanos080)
      throws IOException {
    Path round = Files.createDirectory(directory.resolve(name));
    Files.writeString(
        round.resolve("jmh-256.json"), JMH.formatted("256", "us/op", fork, otherFork));
    Files.writeString(round.resolve("jmh-259.json"), JMH.formatted("259", "us/op", "30", "30"));
    criterion(round, "sphinx-packet-0.1.0", nanos010);
    criterion(round, "sphinx-packet-0.8.0", nanos080);
    return round;
  }

  private static void criterion(Path round, String library, int nanos) throws IOException {
    Path benchmark = round.resolve("criterion").resolve(library).resolve("finalHop/REGULAR");
    for (String run : List.of("base", "new")) {
      Path files = Files.createDirectories(benchmark.resolve(run));
      Files.writeString(
          files.resolve("benchmark.json"),
          """
          {"group_id": "%s", "function_id": "finalHop", "value_str": "REGULAR"}
          """
              .formatted(library));
      Files.writeString(
          files.resolve("estimates.json"),
          """
          {"mean": {"point_estimate": 1}, "median": {"point_estimate": %d}}
          """
              .formatted(nanos));
    }
  }

  @Test
  void toMarkdown_whereOneSideIsMissing_leavesTheCellOpen() {
    Ratios ratios = new Ratios();
    ratios.addRound(
        List.of(
            new Figure(new Figure.Key("JDK 25, PURE_JAVA", "256", "build/3"), 400),
            new Figure(new Figure.Key("sphinx-packet-0.8.0", "", "toBytes/REGULAR"), 2)));
    assertThat(ratios.toMarkdown())
        .contains("| build/3 | 400.0 (400.0–400.0) | – | – | – | – | – | – |\n")
        .contains("| toBytes/REGULAR | – | – | – | 2.0 (2.0–2.0) | – | – | – |\n");
  }

  @Test
  void addRound_sameBenchmarkTwice_isRefused() {
    Figure figure = new Figure(new Figure.Key("JDK 25, CONSCRYPT", "256", "build/3"), 1);
    assertThatThrownBy(() -> new Ratios().addRound(List.of(figure, figure)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("build/3");
  }

  @Test
  void read_anotherUnit_isRefused() throws IOException {
    Path file = directory.resolve("jmh.json");
    Files.writeString(file, JMH.formatted("256", "ns/op", "1", "1"));
    assertThatThrownBy(() -> JmhFigures.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ns/op");
  }
}
