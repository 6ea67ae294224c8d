package dev.postern.benchmarks.results;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What JMH measured of one benchmark with one set of parameters.
 *
 * @param what was measured
 * @param jdk the version, such as {@code 17.0.15}
 * @param flags of the JVM; perhaps none
 * @param settings how long it was measured, such as {@code 2 forks, 3 x 500 ms to warm up, 5 x 250
 *     ms}
 * @param unit such as {@code us/op}
 * @param iterations a figure for each, of all forks
 * @param error half the width of the interval in which the mean lies with a confidence of 99.9 %;
 *     NaN of fewer than three iterations
 * @param garbage bytes for one operation, if that was asked for
 */
public record JmhResult(
    What what,
    String jdk,
    List<String> flags,
    String settings,
    String unit,
    List<Double> iterations,
    double error,
    OptionalDouble garbage) {
  /**
   * What was measured: of two files, the results with the same of this are compared.
   *
   * @param benchmark its full name, with package and method
   * @param mode such as {@code avgt}
   * @param threads so many at once
   * @param parameters in the class's order
   */
  public record What(String benchmark, String mode, int threads, Map<String, String> parameters) {
    /** The class, without its package. */
    public String group() {
      String type = benchmark.substring(0, benchmark.lastIndexOf('.'));
      return type.substring(type.lastIndexOf('.') + 1);
    }

    /** The method. */
    public String method() {
      return benchmark.substring(benchmark.lastIndexOf('.') + 1);
    }

    /** Such as {@code UnwrapBenchmark.finalHop engine=CONSCRYPT threads=2}. */
    @Override
    public String toString() {
      StringBuilder text = new StringBuilder(group()).append('.').append(method());
      parameters.forEach((name, value) -> text.append(' ').append(name).append('=').append(value));
      return threads == 1 ? text.toString() : text.append(" threads=").append(threads).toString();
    }
  }

  /** The middle of all iterations, which one that was disturbed doesn't move. */
  public double median() {
    return Spread.of(iterations).median();
  }

  /** The median, give or take the error. Without an error it may be anything. */
  public Spread withError() {
    double median = median();
    return Double.isNaN(error)
        ? new Spread(median, 0, Double.POSITIVE_INFINITY)
        : new Spread(median, Math.max(0, median - error), median + error);
  }
}
