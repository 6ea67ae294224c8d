package dev.postern.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Benchmarks that are run with the same parameters.
 *
 * @param benchmarks a regular expression that is found in their full names
 * @param parameters whose values aren't those of the class
 * @param threads so many at once
 * @param pace how long, where figures are to be quoted
 */
record SuitePart(String benchmarks, Map<String, List<String>> parameters, int threads, Pace pace) {
  /** On one thread, with all values of all parameters. */
  static SuitePart of(String benchmarks) {
    return new SuitePart(benchmarks, Map.of(), 1, Pace.QUOTED);
  }

  SuitePart with(String parameter, String... values) {
    Map<String, List<String>> more = new LinkedHashMap<>(parameters);
    more.put(parameter, List.of(values));
    return new SuitePart(benchmarks, more, threads, pace);
  }

  SuitePart onThreads(int number) {
    return new SuitePart(benchmarks, parameters, number, pace);
  }

  SuitePart at(Pace other) {
    return new SuitePart(benchmarks, parameters, threads, other);
  }

  /**
   * For JMH.
   *
   * @param narrowing another regular expression, which has to be found, too
   */
  ChainedOptionsBuilder options(String narrowing) {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^(?=.*" + benchmarks + ")(?=.*(?:" + narrowing + "))")
            .threads(threads);
    parameters.forEach((name, values) -> options.param(name, values.toArray(String[]::new)));
    return options;
  }
}
