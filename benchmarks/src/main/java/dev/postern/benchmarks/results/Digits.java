package dev.postern.benchmarks.results;

import java.util.Locale;
import java.util.OptionalDouble;

/** Figures as a table shows them. */
final class Digits {
  private static final int SIGNIFICANT = 3;

  private Digits() {}

  /** Such as {@code 46.3 ± 7.1}: three digits of the figure, and as many decimals of its error. */
  static String withError(double figure, double error) {
    int before = figure > 0 ? (int) Math.floor(Math.log10(figure)) + 1 : 1;
    String number = "%." + Math.max(0, SIGNIFICANT - before) + "f";
    return String.format(Locale.ROOT, number, figure)
        + (Double.isNaN(error) ? " ± ?" : String.format(Locale.ROOT, " ± " + number, error));
  }

  /** Such as {@code 1,643}. */
  static String bytes(OptionalDouble bytes) {
    return bytes.isPresent()
        ? String.format(Locale.ROOT, "%,.0f", bytes.getAsDouble())
        : MarkdownTable.NOTHING;
  }
}
