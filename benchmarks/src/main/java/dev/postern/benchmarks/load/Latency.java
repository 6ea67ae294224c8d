package dev.postern.benchmarks.load;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Times that something took: 1 ns to 1 h, to three digits; longer ones count as 1 h. Thread-safe.
 */
final class Latency {
  private static final long LONGEST = TimeUnit.HOURS.toNanos(1);
  private static final int DIGITS = 3;

  private final Histogram histogram = new ConcurrentHistogram(LONGEST, DIGITS);

  /** From an intended time to a later one, both of {@code System.nanoTime}. */
  void add(long fromNanos, long toNanos) {
    histogram.recordValue(Math.max(0, Math.min(LONGEST, toNanos - fromNanos)));
  }

  long count() {
    return histogram.getTotalCount();
  }

  /** Percentiles by name; zeros if there are no times. */
  Map<String, Double> millis() {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("p50", at(50));
    figures.put("p90", at(90));
    figures.put("p99", at(99));
    figures.put("p99.9", at(99.9));
    figures.put("max", histogram.getMaxValue() / 1e6);
    return figures;
  }

  private double at(double percentile) {
    return histogram.getValueAtPercentile(percentile) / 1e6;
  }
}
