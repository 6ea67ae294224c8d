package dev.postern.benchmarks.results;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Results of benchmarks that nobody ran. */
final class Sample {
  private static final String SETTINGS = "2 forks, 3 x 500 ms to warm up, 5 x 250 ms";

  private Sample() {}

  static JmhResult.What what(String name, int threads, Map<String, String> parameters) {
    return new JmhResult.What("dev.postern.benchmarks." + name, "avgt", threads, parameters);
  }

  /** Of two iterations, with that median. */
  static JmhResult result(
      JmhResult.What what, String jdk, double median, double error, double garbage) {
    return new JmhResult(
        what,
        jdk,
        List.of(),
        SETTINGS,
        "us/op",
        List.of(median - 1, median + 1),
        error,
        OptionalDouble.of(garbage));
  }

  static JmhResult result(String name, double median, double error, double garbage) {
    return result(what(name, 1, Map.of()), "17.0.15", median, error, garbage);
  }
}
