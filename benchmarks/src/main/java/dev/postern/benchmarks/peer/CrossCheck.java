package dev.postern.benchmarks.peer;

import dev.postern.sphinx.InvalidPacketException;
import dev.postern.sphinx.crypto.CryptoEngine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * Reads packets and SURBs that {@code sphinx-packet} made, with both engines, and writes ours for
 * it: the other half of {@code benchmarks/peer/src/bin/crosscheck.rs}.
 *
 * <pre>
 *   CrossCheck read FILE
 *   CrossCheck write FILE [PACKETS [SEED]]
 * </pre>
 *
 * Ends with 1 at the first difference, and where Conscrypt doesn't load.
 */
public final class CrossCheck {
  private static final int PACKETS = 3000;
  private static final long SEED = 20_261_129;

  private CrossCheck() {}

  /** See above. */
  public static void main(String[] arguments) throws IOException {
    String what = arguments.length < 2 ? "" : arguments[0];
    switch (what) {
      case "read" -> {
        try (BufferedReader lines = Files.newBufferedReader(Path.of(arguments[1]))) {
          read(lines, System.out);
        } catch (DifferenceException e) {
          System.err.println("CrossCheck: " + e.getMessage());
          System.exit(1);
        }
      }
      case "write" -> {
        int packets = arguments.length < 3 ? PACKETS : Integer.parseInt(arguments[2]);
        long seed = arguments.length < 4 ? SEED : Long.parseLong(arguments[3]);
        try (Writer out = Files.newBufferedWriter(Path.of(arguments[1]))) {
          write(out, packets, seed);
        }
      }
      default -> {
        System.err.println("CrossCheck read FILE | write FILE [PACKETS [SEED]]");
        System.exit(2);
      }
    }
  }

  private static List<CryptoEngine> engines() {
    return List.of(
        CryptoEngine.pureJava(),
        CryptoEngine.conscrypt()
            .orElseThrow(() -> new IllegalStateException("Conscrypt doesn't load here")));
  }

  static void read(BufferedReader lines, PrintStream out) throws IOException, DifferenceException {
    TheirRecords theirs = new TheirRecords(engines(), new Random(SEED));
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      try {
        theirs.check(PeerRecord.parse(line));
      } catch (DifferenceException | InvalidPacketException | IllegalArgumentException e) {
        throw new DifferenceException("line " + number + ": " + e.getMessage(), e);
      }
    }
    if (number == 0) {
      throw new DifferenceException("nothing to read");
    }
    theirs.counts().forEach((what, count) -> out.println("theirs, read by " + what + ": " + count));
  }

  static void write(Writer out, int packets, long seed) throws IOException {
    OurRecords ours = new OurRecords(engines(), new Random(seed));
    for (int i = 0; i < packets; i++) {
      for (PeerRecord record : ours.next()) {
        out.write(record.toLine());
        out.write('\n');
      }
    }
  }
}
