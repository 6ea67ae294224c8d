package dev.postern.benchmarks.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Draws a table of tab-separated columns as a {@link LineChart}; {@code benchmarks/scale} runs it.
 */
public final class ChartWriter {
  private ChartWriter() {}

  /** {@code TITLE TABLE.tsv PICTURE.svg}. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 3) {
      System.err.println("ChartWriter TITLE TABLE.tsv PICTURE.svg");
      System.exit(2);
    }
    LineChart chart = LineChart.read(arguments[0], Files.readAllLines(Path.of(arguments[1])));
    Files.writeString(Path.of(arguments[2]), chart.svg());
  }
}
