package dev.postern.benchmarks.results;

import java.util.List;
import java.util.Locale;

/**
 * The middle of some figures and how far they lie apart, or may.
 *
 * @param median the middle
 * @param least the lowest
 * @param most the highest
 */
public record Spread(double median, double least, double most) {
  /** Of at least one figure; of an even number the median is the mean of the two in the middle. */
  public static Spread of(List<Double> figures) {
    if (figures.isEmpty()) {
      throw new IllegalArgumentException("no figures");
    }
    List<Double> sorted = figures.stream().sorted().toList();
    int last = sorted.size() - 1;
    double median = (sorted.get(last / 2) + sorted.get((last + 1) / 2)) / 2;
    return new Spread(median, sorted.get(0), sorted.get(last));
  }

  /** By another one of figures that aren't negative: as far apart as both allow. */
  public Spread dividedBy(Spread other) {
    return new Spread(median / other.median, least / other.most, most / other.least);
  }

  /** Such as {@code 63.1 (60.0–70.2)}. */
  public String toText(int decimals) {
    String number = "%." + decimals + "f";
    return String.format(
        Locale.ROOT, number + " (" + number + "–" + number + ")", median, least, most);
  }
}
