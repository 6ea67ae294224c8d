package dev.postern.benchmarks.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What JMH writes with {@code -rf json}. */
final class JmhResults {
  private static final String UNIT = "us/op";
  private static final Set<String> OWN_PARAMETERS = Set.of("engine", "version");

  private JmhResults() {}

  /** A figure for each benchmark and set of parameters, in the file's order. */
  static List<Figure> read(Path file) throws IOException {
    List<Figure> figures = new ArrayList<>();
    for (JsonNode result : new ObjectMapper().readTree(file.toFile())) {
      figures.add(figure(result));
    }
    return figures;
  }

  private static Figure figure(JsonNode result) {
    JsonNode metric = result.required("primaryMetric");
    String unit = metric.required("scoreUnit").asText();
    if (!unit.equals(UNIT)) {
      throw new IllegalArgumentException("a figure in " + unit + " where " + UNIT + " belongs");
    }
    List<Double> iterations = new ArrayList<>();
    metric
        .required("rawData")
        .forEach(fork -> fork.forEach(iteration -> iterations.add(iteration.asDouble())));
    return new Figure(key(result), Spread.of(iterations).median());
  }

  private static Figure.Key key(JsonNode result) {
    JsonNode parameters = result.required("params");
    String subject =
        "JDK "
            + result.required("jdkVersion").asText()
            + ", "
            + parameters.required("engine").asText();
    String name = result.required("benchmark").asText();
    StringBuilder benchmark = new StringBuilder(name.substring(name.lastIndexOf('.') + 1));
    parameters
        .properties()
        .forEach(
            parameter -> {
              if (!OWN_PARAMETERS.contains(parameter.getKey())) {
                benchmark.append('/').append(parameter.getValue().asText());
              }
            });
    return new Figure.Key(subject, parameters.required("version").asText(), benchmark.toString());
  }
}
