package dev.postern.benchmarks.peer;

import dev.postern.benchmarks.results.Spread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Prints what {@code benchmarks/peer/compare} measured, as Markdown: for each JDK and engine a
 * table with a row for each benchmark: what Postern takes for packets of two versions, what its
 * peers take, and the ratios. A ratio is Postern's time by the peer's in the same round, so that a
 * machine that is slow for one round is slow for both.
 *
 * <p>It takes a directory with a directory for each round, in which JMH's results are {@code
 * *.json} and Criterion's are under {@code criterion}.
 */
public final class Ratios {
  private static final String NOTHING = "–";
  private static final String POSTERN = "JDK "; // how the name of a subject of ours begins
  private static final List<String> VERSIONS = List.of("256", "259");
  private static final List<String> PEERS = List.of("sphinx-packet-0.1.0", "sphinx-packet-0.8.0");

  // Each peer against packets of the version that it makes; and the newest, too, against what the
  // packets of Nym 0.9 take us, which is what a gateway of that generation spends.
  private static final List<Pair> PAIRS =
      List.of(
          new Pair("256", "sphinx-packet-0.1.0"),
          new Pair("259", "sphinx-packet-0.8.0"),
          new Pair("256", "sphinx-packet-0.8.0"));

  /** Postern with packets of a version, by a peer. */
  private record Pair(String version, String peer) {
    String name() {
      return version + " / " + peer.substring(peer.lastIndexOf('-') + 1);
    }
  }

  private final List<Map<Figure.Key, Double>> rounds = new ArrayList<>();
  private final Set<String> subjects = new TreeSet<>();
  private final Set<String> benchmarks = new LinkedHashSet<>(); // as they ran

  /** Takes the directory. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      System.err.println("Ratios DIRECTORY");
      System.exit(2);
    }
    Ratios ratios = new Ratios();
    for (Path round : sorted(Path.of(arguments[0]))) {
      if (Files.isDirectory(round)) {
        ratios.addRound(round);
      }
    }
    System.out.print(ratios.toMarkdown());
  }

  private static List<Path> sorted(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  void addRound(Path directory) throws IOException {
    List<Figure> figures = new ArrayList<>();
    for (Path file : sorted(directory)) {
      if (file.toString().endsWith(".json")) {
        figures.addAll(JmhFigures.read(file));
      }
    }
    figures.addAll(CriterionResults.read(directory.resolve("criterion")));
    addRound(figures);
  }

  void addRound(List<Figure> figures) {
    Map<Figure.Key, Double> round = new HashMap<>();
    for (Figure figure : figures) {
      Figure.Key what = figure.what();
      if (round.put(what, figure.micros()) != null) {
        throw new IllegalArgumentException("measured twice in one round: " + what);
      }
      benchmarks.add(what.benchmark());
      if (what.subject().startsWith(POSTERN)) {
        subjects.add(what.subject());
      }
    }
    rounds.add(round);
  }

  String toMarkdown() {
    StringBuilder text = new StringBuilder();
    for (String subject : subjects) {
      text.append("### ").append(subject).append("\n\nµs, and ratios (ours / theirs): median of ");
      text.append(rounds.size()).append(" rounds (least–most)\n\n");
      text.append(line(head()));
      text.append(line(head().stream().map(column -> "---").toList()));
      benchmarks.forEach(benchmark -> text.append(line(row(subject, benchmark))));
      text.append('\n');
    }
    return text.toString();
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  private static List<String> head() {
    List<String> cells = new ArrayList<>();
    cells.add("benchmark");
    VERSIONS.forEach(version -> cells.add("Postern, " + version));
    cells.addAll(PEERS);
    PAIRS.forEach(pair -> cells.add(pair.name()));
    return cells;
  }

  private List<String> row(String subject, String benchmark) {
    List<String> cells = new ArrayList<>();
    cells.add(benchmark);
    VERSIONS.forEach(
        version -> cells.add(cell(figures(new Figure.Key(subject, version, benchmark)), 1)));
    PEERS.forEach(peer -> cells.add(cell(figures(new Figure.Key(peer, "", benchmark)), 1)));
    for (Pair pair : PAIRS) {
      Figure.Key ours = new Figure.Key(subject, pair.version(), benchmark);
      cells.add(cell(ratios(ours, new Figure.Key(pair.peer(), "", benchmark)), 2));
    }
    return cells;
  }

  private List<Double> figures(Figure.Key what) {
    return rounds.stream()
        .filter(round -> round.containsKey(what))
        .map(round -> round.get(what))
        .toList();
  }

  /** Of the rounds that have both. */
  private List<Double> ratios(Figure.Key ours, Figure.Key theirs) {
    List<Double> ratios = new ArrayList<>();
    for (Map<Figure.Key, Double> round : rounds) {
      Double our = round.get(ours);
      Double their = round.get(theirs);
      if (our != null && their != null) {
        ratios.add(our / their);
      }
    }
    return ratios;
  }

  private static String cell(List<Double> figures, int decimals) {
    return figures.isEmpty() ? NOTHING : Spread.of(figures).toText(decimals);
  }
}
