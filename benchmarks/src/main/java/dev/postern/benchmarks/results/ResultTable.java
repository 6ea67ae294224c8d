package dev.postern.benchmarks.results;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Prints results as Markdown: a table for each class of benchmarks, with a row for each method and
 * set of parameters, and two columns for each JDK. Takes files that JMH has written, in whose order
 * everything stands.
 */
public final class ResultTable {
  private static final String THREADS = "threads";

  private final Map<JmhResult.What, Map<String, JmhResult>> rows = new LinkedHashMap<>();
  private final Map<String, Set<String>> jdks = new LinkedHashMap<>(); // and their flags

  /** Takes the files. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length == 0) {
      System.err.println("ResultTable FILE...");
      System.exit(2);
    }
    ResultTable table = new ResultTable();
    for (String file : arguments) {
      JmhResults.read(Path.of(file)).forEach(table::add);
    }
    System.out.print(table.toMarkdown());
  }

  void add(JmhResult result) {
    jdks.computeIfAbsent(result.jdk(), jdk -> new LinkedHashSet<>())
        .add(result.flags().isEmpty() ? "no flags" : String.join(" ", result.flags()));
    Map<String, JmhResult> row = rows.computeIfAbsent(result.what(), what -> new LinkedHashMap<>());
    if (row.put(result.jdk(), result) != null) {
      throw new IllegalArgumentException(
          "measured twice on JDK " + result.jdk() + ": " + result.what());
    }
  }

  String toMarkdown() {
    Map<String, List<JmhResult.What>> groups =
        rows.keySet().stream()
            .collect(
                Collectors.groupingBy(
                    JmhResult.What::group, LinkedHashMap::new, Collectors.toList()));
    StringBuilder text = new StringBuilder();
    jdks.forEach(
        (jdk, flags) ->
            text.append("- JDK ")
                .append(jdk)
                .append(", ")
                .append(String.join("; ", flags))
                .append('\n'));
    text.append('\n');
    groups.forEach(
        (name, members) -> text.append("## ").append(name).append("\n\n").append(group(members)));
    return text.toString();
  }

  /** What all rows of a class have in common stands above them, the rest in columns. */
  private String group(List<JmhResult.What> members) {
    Map<String, Set<String>> values = new LinkedHashMap<>();
    for (JmhResult.What what : members) {
      settings(what)
          .forEach((name, value) -> values.computeIfAbsent(name, n -> new TreeSet<>()).add(value));
    }
    List<String> columns = new ArrayList<>();
    List<String> facts = facts(members);
    values.forEach(
        (name, all) -> {
          if (all.size() > 1) {
            columns.add(name);
          } else {
            facts.add(name + " " + all.iterator().next());
          }
        });
    MarkdownTable table = new MarkdownTable(head(columns));
    members.forEach(what -> table.add(row(what, columns)));
    return String.join("; ", facts) + "\n\n" + table + "\n";
  }

  private static Map<String, String> settings(JmhResult.What what) {
    Map<String, String> settings = new LinkedHashMap<>(what.parameters());
    settings.put(THREADS, Integer.toString(what.threads()));
    return settings;
  }

  /** The units and how it was measured, each once. */
  private List<String> facts(List<JmhResult.What> members) {
    List<JmhResult> results =
        members.stream()
            .flatMap(what -> rows.getOrDefault(what, Map.of()).values().stream())
            .toList();
    return Stream.concat(
            results.stream().map(JmhResult::unit), results.stream().map(JmhResult::settings))
        .distinct()
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private List<String> head(List<String> columns) {
    List<String> head = new ArrayList<>();
    head.add("");
    head.addAll(columns);
    for (String jdk : jdks.keySet()) {
      head.add("JDK " + jdk);
      head.add("garbage, B");
    }
    return head;
  }

  private List<String> row(JmhResult.What what, List<String> columns) {
    List<String> cells = new ArrayList<>();
    cells.add(what.method());
    Map<String, String> settings = settings(what);
    columns.forEach(name -> cells.add(settings.getOrDefault(name, MarkdownTable.NOTHING)));
    for (String jdk : jdks.keySet()) {
      @Nullable JmhResult result = rows.getOrDefault(what, Map.of()).get(jdk);
      cells.add(
          result == null
              ? MarkdownTable.NOTHING
              : Digits.withError(result.median(), result.error()));
      cells.add(result == null ? MarkdownTable.NOTHING : Digits.bytes(result.garbage()));
    }
    return cells;
  }
}
