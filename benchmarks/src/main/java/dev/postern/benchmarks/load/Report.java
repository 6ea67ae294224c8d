package dev.postern.benchmarks.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * What a run found: names and numbers in the order in which they were put, and one row of
 * percentiles for each latency. A name ends in its unit. The table shows what the JSON holds.
 */
final class Report {
  private final ObjectMapper mapper = new ObjectMapper();
  private final ObjectNode values = mapper.createObjectNode();
  private final ObjectNode latencies = mapper.createObjectNode();

  Report(String scenario) {
    values.put("scenario", scenario);
  }

  Report put(String name, long value) {
    values.put(name, value);
    return this;
  }

  /** With two decimals. */
  Report put(String name, double value) {
    values.put(name, Math.round(value * 100) / 100.0);
    return this;
  }

  Report put(String name, String value) {
    values.put(name, value);
    return this;
  }

  /** A row of percentiles. */
  Report put(String name, Latency latency) {
    ObjectNode row = latencies.putObject(name);
    row.put("count", latency.count());
    latency.millis().forEach(row::put);
    return this;
  }

  /** Prints it for people. */
  void print(PrintWriter out) {
    for (Map.Entry<String, JsonNode> value : values.properties()) {
      out.printf("%-28s %s%n", value.getKey(), value.getValue().asText());
    }
    boolean headed = false;
    for (Map.Entry<String, JsonNode> row : latencies.properties()) {
      if (!headed) {
        headed = true;
        out.printf("%-28s", "latency, ms");
        row.getValue().fieldNames().forEachRemaining(column -> out.printf(" %10s", column));
        out.println();
      }
      out.printf("%-28s", row.getKey());
      for (JsonNode figure : row.getValue()) {
        out.print(
            figure.isIntegralNumber()
                ? String.format(Locale.ROOT, " %10d", figure.asLong())
                : String.format(Locale.ROOT, " %10.3f", figure.asDouble()));
      }
      out.println();
    }
    out.flush();
  }

  /** Writes it for programs; latencies are an object of their own, in milliseconds. */
  void writeJson(Path file) throws IOException {
    ObjectNode all = values.deepCopy();
    all.set("latency_ms", latencies);
    mapper.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), all);
  }
}
