package dev.postern.benchmarks.results;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Prints two files of results beside each other, as Markdown: what is in both, the ratio of the
 * medians, and whether it is more than noise. The ratio's bounds are what comes of both errors at
 * their worst; if they don't include 1, the row says which way it went.
 */
public final class ResultComparison {
  private static final int DECIMALS = 2;
  private static final double GARBAGE_TOLERANCE = 0.02; // of what is counted, nothing is noise
  private static final double GARBAGE_TOLERANCE_BYTES = 8;

  private final Map<JmhResult.What, JmhResult> before = new LinkedHashMap<>();
  private final Map<JmhResult.What, JmhResult> after = new LinkedHashMap<>();

  ResultComparison(List<JmhResult> before, List<JmhResult> after) {
    before.forEach(result -> this.before.put(result.what(), result));
    after.forEach(result -> this.after.put(result.what(), result));
  }

  /** Takes the older file and the newer one. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2) {
      System.err.println("ResultComparison OLDER NEWER");
      System.exit(2);
    }
    System.out.print(
        new ResultComparison(
                JmhResults.read(Path.of(arguments[0])), JmhResults.read(Path.of(arguments[1])))
            .toMarkdown());
  }

  String toMarkdown() {
    MarkdownTable table =
        new MarkdownTable(
            List.of("", "older", "newer", "newer / older", "", "garbage, B: older", "newer", ""));
    int both = 0;
    for (JmhResult older : before.values()) {
      JmhResult newer = after.get(older.what());
      if (newer != null) {
        table.add(row(older, newer));
        both++;
      }
    }
    return "%s%n%d in both, %d only in the older one, %d only in the newer one%n"
        .formatted(table, both, before.size() - both, after.size() - both);
  }

  private static List<String> row(JmhResult older, JmhResult newer) {
    if (!older.unit().equals(newer.unit())) {
      throw new IllegalArgumentException(
          older.what() + " in " + older.unit() + " and in " + newer.unit());
    }
    Spread ratio = newer.withError().dividedBy(older.withError());
    return List.of(
        older.what().toString(),
        Digits.withError(older.median(), older.error()) + " " + older.unit(),
        Digits.withError(newer.median(), newer.error()),
        ratio.toText(DECIMALS),
        verdict(ratio, older.what().mode()),
        Digits.bytes(older.garbage()),
        Digits.bytes(newer.garbage()),
        garbageVerdict(older.garbage(), newer.garbage()));
  }

  /** Of times the lower one is better, of throughput (thrpt) the higher one. */
  private static String verdict(Spread ratio, String mode) {
    boolean isThroughput = mode.equals("thrpt");
    if (ratio.least() > 1) {
      return isThroughput ? "**faster**" : "**slower**";
    }
    if (ratio.most() < 1) {
      return isThroughput ? "**slower**" : "**faster**";
    }
    return "";
  }

  private static String garbageVerdict(OptionalDouble older, OptionalDouble newer) {
    if (older.isEmpty() || newer.isEmpty()) {
      return "";
    }
    double more = newer.getAsDouble() - older.getAsDouble();
    double tolerance = Math.max(GARBAGE_TOLERANCE_BYTES, older.getAsDouble() * GARBAGE_TOLERANCE);
    if (Math.abs(more) <= tolerance) {
      return "";
    }
    return more > 0 ? "**more**" : "**less**";
  }
}
