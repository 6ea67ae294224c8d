package dev.postern.benchmarks.results;

import java.util.ArrayList;
import java.util.List;

/** Rows of cells, as Markdown writes them. */
final class MarkdownTable {
  /** A cell of which nothing is known. */
  static final String NOTHING = "–";

  private final StringBuilder text = new StringBuilder();

  /** With the names of the columns. */
  MarkdownTable(List<String> head) {
    add(head);
    List<String> line = new ArrayList<>(head);
    line.replaceAll(column -> "---");
    add(line);
  }

  void add(List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
