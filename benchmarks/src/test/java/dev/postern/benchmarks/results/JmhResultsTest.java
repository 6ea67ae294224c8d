package dev.postern.benchmarks.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JmhResultsTest {
  @TempDir Path directory;

  @Test
  void read_ofTwoResults_hasWhatJmhWrote() throws IOException {
    Path file = directory.resolve("jmh.json");
    Files.writeString(
        file,
        """
        [{"jmhVersion": "1.37", "benchmark": "dev.postern.benchmarks.UnwrapBenchmark.finalHop",
          "mode": "avgt", "threads": 2, "forks": 2, "jvm": "java", "jvmArgs": ["-Xmx1g"],
          "jdkVersion": "17.0.15", "warmupIterations": 3, "warmupTime": "500 ms",
          "measurementIterations": 2, "measurementTime": "250 ms",
          "params": {"engine": "CONSCRYPT", "size": "REGULAR"},
          "primaryMetric": {"score": 60.5, "scoreError": 7.5, "scoreUnit": "us/op",
            "rawData": [[60.0, 70.0], [50.0, 62.0]]},
          "secondaryMetrics": {"gc.alloc.rate.norm": {"score": 11.0, "scoreError": "NaN",
            "scoreUnit": "B/op", "rawData": [[10.0, 12.0], [10.0, 30.0]]}}},
         {"benchmark": "dev.postern.benchmarks.store.OpenBenchmark.open", "mode": "ss",
          "threads": 1, "forks": 1, "jvmArgs": [], "jdkVersion": "25.0.1",
          "warmupIterations": 2, "warmupTime": "single-shot", "measurementIterations": 1,
          "measurementTime": "single-shot",
          "primaryMetric": {"score": 3.0, "scoreError": "NaN", "scoreUnit": "ms/op",
            "rawData": [[3.0]]}, "secondaryMetrics": {}}]
        """);

    List<JmhResult> results = JmhResults.read(file);

    assertThat(results.get(0))
        .isEqualTo(
            new JmhResult(
                Sample.what(
                    "UnwrapBenchmark.finalHop",
                    2,
                    Map.of("engine", "CONSCRYPT", "size", "REGULAR")),
                "17.0.15",
                List.of("-Xmx1g"),
                "2 forks, 3 x 500 ms to warm up, 2 x 250 ms",
                "us/op",
                List.of(60.0, 70.0, 50.0, 62.0),
                7.5,
                OptionalDouble.of(11)));
    assertThat(results.get(0).median()).isEqualTo(61);
    JmhResult open = results.get(1);
    assertThat(open.what()).hasToString("OpenBenchmark.open");
    assertThat(open.settings()).isEqualTo("1 fork, 2 x 1 call to warm up, 1 x 1 call");
    assertThat(open.error()).isNaN();
    assertThat(open.garbage()).isEmpty();
  }
}
