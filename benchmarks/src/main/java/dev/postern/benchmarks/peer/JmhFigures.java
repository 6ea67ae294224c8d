package dev.postern.benchmarks.peer;

import dev.postern.benchmarks.results.JmhResult;
import dev.postern.benchmarks.results.JmhResults;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What JMH measured of Postern. */
final class JmhFigures {
  private static final String UNIT = "us/op";
  private static final String ENGINE = "engine";
  private static final String VERSION = "version";
  private static final Set<String> OWN_PARAMETERS = Set.of(ENGINE, VERSION);

  private JmhFigures() {}

  /** A figure for each benchmark and set of parameters, in the file's order. */
  static List<Figure> read(Path file) throws IOException {
    return JmhResults.read(file).stream().map(JmhFigures::figure).toList();
  }

  private static Figure figure(JmhResult result) {
    if (!result.unit().equals(UNIT)) {
      throw new IllegalArgumentException(
          "a figure in " + result.unit() + " where " + UNIT + " belongs");
    }
    return new Figure(key(result), result.median());
  }

  private static Figure.Key key(JmhResult result) {
    Map<String, String> parameters = result.what().parameters();
    String subject = "JDK " + result.jdk() + ", " + parameters.get(ENGINE);
    StringBuilder benchmark = new StringBuilder(result.what().method());
    parameters.forEach(
        (name, value) -> {
          if (!OWN_PARAMETERS.contains(name)) {
            benchmark.append('/').append(value);
          }
        });
    return new Figure.Key(subject, parameters.getOrDefault(VERSION, ""), benchmark.toString());
  }
}
