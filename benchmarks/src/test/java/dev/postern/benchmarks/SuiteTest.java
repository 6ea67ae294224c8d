package dev.postern.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

class SuiteTest {
  private static final OutputFormat SILENT =
      OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);

  @BeforeAll
  static void runBesideOthers() {
    System.setProperty("jmh.ignoreLock", "true"); // nothing is measured here
  }

  private static Set<BenchmarkListEntry> find(List<String> includes) {
    return BenchmarkList.defaultList().find(SILENT, includes, List.of());
  }

  private static Map<String, String[]> parameters(BenchmarkListEntry benchmark) {
    return benchmark.getParams().orElse(Map.of());
  }

  @Test
  void parts_haveAllBenchmarks_andTheirParameters() {
    List<String> inParts = new ArrayList<>();
    for (SuitePart part : Suite.parts()) {
      Set<BenchmarkListEntry> benchmarks = find(part.options("").build().getIncludes());
      assertThat(benchmarks).as(part.benchmarks()).isNotEmpty();
      for (BenchmarkListEntry benchmark : benchmarks) {
        inParts.add(benchmark.getUsername());
        for (String parameter : part.parameters().keySet()) {
          assertThat(parameters(benchmark)).as(benchmark.getUsername()).containsKey(parameter);
        }
      }
    }
    assertThat(new LinkedHashSet<>(inParts))
        .containsExactlyInAnyOrderElementsOf(
            find(List.of("")).stream().map(BenchmarkListEntry::getUsername).toList());
  }

  @Test
  void options_withANarrowing_haveOnlyWhatMatchesBoth() {
    List<String> includes =
        SuitePart.of("\\.UnwrapBenchmark").options("forward|Build").build().getIncludes();
    assertThat(find(includes))
        .extracting(BenchmarkListEntry::getUsername)
        .containsExactly("dev.postern.benchmarks.UnwrapBenchmark.forwardHop");
  }

  /** With the first value of each parameter, which is the smallest, and all of an enum. */
  @Test
  void benchmarks_each_runOnce() throws RunnerException {
    for (BenchmarkListEntry benchmark : find(List.of(""))) {
      assertThat(runOnce(benchmark)).as(benchmark.getUsername()).isNotEmpty();
    }
  }

  private static Iterable<RunResult> runOnce(BenchmarkListEntry benchmark) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + benchmark.getUsername().replace(".", "\\.") + "$")
            .mode(Mode.SingleShotTime)
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    parameters(benchmark)
        .forEach(
            (name, values) -> {
              if (!values[0].equals(Param.BLANK_ARGS)) { // else it's all of an enum
                options.param(name, values[0]);
              }
            });
    return new Runner(options.build()).run();
  }
}
