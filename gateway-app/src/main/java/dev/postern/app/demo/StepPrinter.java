package dev.postern.app.demo;

import java.io.PrintStream;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/** Prints each step of the demo as it happens, with the time since the start. */
final class StepPrinter {
  private final PrintStream out;
  private final Ansi ansi;
  private final long startNanos = System.nanoTime();

  StepPrinter(PrintStream out, Ansi ansi) {
    this.out = out;
    this.ansi = ansi;
  }

  /** One line: the time, who, what. */
  void step(String who, String what) {
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    line("@|faint %7.3f s|@  @|bold %-8s|@ %s", seconds, who, what);
  }

  /** The last line. */
  void done(String what) {
    line("@|bold,green %s|@", what);
  }

  /** The last line if something is missing. */
  void failed(String what) {
    line("@|bold,red %s|@", what);
  }

  private void line(String format, Object... arguments) {
    out.println(ansi.string(String.format(Locale.ROOT, format, arguments)));
    out.flush();
  }
}
