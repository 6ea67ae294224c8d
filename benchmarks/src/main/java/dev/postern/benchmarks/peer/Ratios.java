package dev.postern.benchmarks.peer;

import dev.postern.benchmarks.peer.Figure.Key;
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
 * table with a row for each benchmark, and beside Postern's figures those of the peer that makes
 * packets of the same version. Ratios are Postern's time by the peer's in the same round, so that a
 * machine that is slow for one round is slow for both.
 *
 * <p>It takes a directory with a directory for each round, in which JMH's results are {@code
 * *.json} and Criterion's are under {@code criterion}.
 */
public final class Ratios {
  private static final String NOTHING = "–";
  private static final String POSTERN = "JDK "; // how the name of a subject of ours begins
  private static final List<Peer> PEERS =
      List.of(new Peer("sphinx-packet-0.1.0", "256"), new Peer("sphinx-packet-0.8.0", "259"));

  /** A library, and the version of the packets that it is measured with. */
  private record Peer(String name, String version) {}

  private final List<Map<Key, Double>> rounds = new ArrayList<>();
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
        figures.addAll(JmhResults.read(file));
      }
    }
    figures.addAll(CriterionResults.read(directory.resolve("criterion")));
    addRound(figures);
  }

  void addRound(List<Figure> figures) {
    Map<Key, Double> round = new HashMap<>();
    for (Figure figure : figures) {
      Key what = figure.what();
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
      text.append("### ").append(subject).append("\n\n");
      text.append("µs: median of ").append(rounds.size()).append(" rounds (least–most)\n\n|");
      PEERS.forEach(
          peer ->
              text.append(" | Postern, ")
                  .append(peer.version())
                  .append(" | ")
                  .append(peer.name())
                  .append(" | ratio"));
      text.append(" |\n|---").append("|---|---|---".repeat(PEERS.size())).append("|\n");
      benchmarks.forEach(benchmark -> text.append(row(subject, benchmark)));
      text.append('\n');
    }
    return text.toString();
  }

  private String row(String subject, String benchmark) {
    StringBuilder row = new StringBuilder("| ").append(benchmark);
    for (Peer peer : PEERS) {
      Key ours = new Key(subject, peer.version(), benchmark);
      Key theirs = new Key(peer.name(), "", benchmark);
      row.append(" | ").append(cell(figures(ours), 1));
      row.append(" | ").append(cell(figures(theirs), 1));
      row.append(" | ").append(cell(ratios(ours, theirs), 2));
    }
    return row.append(" |\n").toString();
  }

  private List<Double> figures(Key what) {
    return rounds.stream()
        .filter(round -> round.containsKey(what))
        .map(round -> round.get(what))
        .toList();
  }

  /** Of the rounds that have both. */
  private List<Double> ratios(Key ours, Key theirs) {
    List<Double> ratios = new ArrayList<>();
    for (Map<Key, Double> round : rounds) {
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
