package dev.postern.benchmarks;

import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * How long something is measured.
 *
 * @param forks JVMs, one after the other
 * @param warmups iterations of each that don't count
 * @param warmupMillis for each of these
 * @param measurements iterations of each that count
 * @param measurementMillis for each of these
 */
record Pace(int forks, int warmups, int warmupMillis, int measurements, int measurementMillis) {
  /** Enough to see that it runs. */
  static final Pace QUICK = new Pace(1, 1, 200, 3, 200);

  /** What takes microseconds. */
  static final Pace QUOTED = new Pace(2, 3, 500, 5, 250);

  /** What keeps much in memory: so that each iteration has its share of collections. */
  static final Pace LONG = new Pace(2, 3, 500, 5, 1_000);

  /** One call an iteration, of what takes long to prepare. */
  static final Pace SINGLE_SHOT = new Pace(1, 2, 0, 5, 0);

  void applyTo(ChainedOptionsBuilder options) {
    options
        .forks(forks)
        .warmupIterations(warmups)
        .warmupTime(TimeValue.milliseconds(warmupMillis))
        .measurementIterations(measurements)
        .measurementTime(TimeValue.milliseconds(measurementMillis));
  }
}
