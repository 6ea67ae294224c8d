package dev.postern.benchmarks.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What Criterion leaves in its directory: for each benchmark a directory {@code new} with its name
 * (benchmark.json) and its figures in nanoseconds (estimates.json).
 */
final class CriterionResults {
  private static final double NANOS_PER_MICRO = 1_000;

  private CriterionResults() {}

  /** A figure for each benchmark under a directory. */
  static List<Figure> read(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> newest =
          files.filter(file -> file.endsWith(Path.of("new", "estimates.json"))).sorted().toList();
      List<Figure> figures = new ArrayList<>();
      for (Path estimates : newest) {
        figures.add(figure(estimates));
      }
      return figures;
    }
  }

  private static Figure figure(Path estimates) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode name = mapper.readTree(estimates.resolveSibling("benchmark.json").toFile());
    String benchmark =
        name.required("function_id").asText() + "/" + name.required("value_str").asText();
    double nanos =
        mapper
            .readTree(estimates.toFile())
            .required("median")
            .required("point_estimate")
            .asDouble();
    return new Figure(
        new Figure.Key(name.required("group_id").asText(), "", benchmark), nanos / NANOS_PER_MICRO);
  }
}
