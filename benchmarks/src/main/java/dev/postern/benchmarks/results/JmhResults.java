package dev.postern.benchmarks.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Reads what JMH writes with {@code -rf json}. */
public final class JmhResults {
  private static final String GARBAGE = "gc.alloc.rate.norm"; // of -prof gc

  private static final String SINGLE_SHOT = "ss";

  private JmhResults() {}

  /** The results in the file's order. */
  public static List<JmhResult> read(Path file) throws IOException {
    List<JmhResult> results = new ArrayList<>();
    for (JsonNode result : new ObjectMapper().readTree(file.toFile())) {
      results.add(result(result));
    }
    return results;
  }

  private static JmhResult result(JsonNode result) {
    JsonNode metric = result.required("primaryMetric");
    JsonNode garbage = result.path("secondaryMetrics").path(GARBAGE);
    return new JmhResult(
        what(result),
        text(result, "jdkVersion"),
        flags(result),
        settings(result),
        text(metric, "scoreUnit"),
        iterations(metric),
        metric.required("scoreError").asDouble(Double.NaN), // NaN is written as a string
        garbage.isMissingNode()
            ? OptionalDouble.empty()
            : OptionalDouble.of(Spread.of(iterations(garbage)).median()));
  }

  private static JmhResult.What what(JsonNode result) {
    Map<String, String> parameters = new LinkedHashMap<>();
    result
        .path("params") // absent if there are none
        .properties()
        .forEach(parameter -> parameters.put(parameter.getKey(), parameter.getValue().asText()));
    return new JmhResult.What(
        text(result, "benchmark"),
        text(result, "mode"),
        result.required("threads").asInt(),
        parameters);
  }

  private static List<String> flags(JsonNode result) {
    List<String> flags = new ArrayList<>();
    result.required("jvmArgs").forEach(flag -> flags.add(flag.asText()));
    return flags;
  }

  private static String settings(JsonNode result) {
    return "%d %s, %s to warm up, %s"
        .formatted(
            result.required("forks").asInt(),
            result.required("forks").asInt() == 1 ? "fork" : "forks",
            iterationsAndTime(result, "warmup"),
            iterationsAndTime(result, "measurement"));
  }

  private static String iterationsAndTime(JsonNode result, String phase) {
    int iterations = result.required(phase + "Iterations").asInt();
    boolean isTimed = !text(result, "mode").equals(SINGLE_SHOT);
    return iterations + " x " + (isTimed ? text(result, phase + "Time") : "1 call");
  }

  private static List<Double> iterations(JsonNode metric) {
    List<Double> iterations = new ArrayList<>();
    metric
        .required("rawData")
        .forEach(fork -> fork.forEach(iteration -> iterations.add(iteration.asDouble())));
    return iterations;
  }

  private static String text(JsonNode node, String field) {
    return node.required(field).asText();
  }
}
