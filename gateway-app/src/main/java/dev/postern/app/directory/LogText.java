package dev.postern.app.directory;

/** What a stranger wrote, for a log or a terminal. */
final class LogText {
  private static final int LONGEST = 200;

  private LogText() {}

  /** No line breaks or escape sequences, and not without end. */
  static String oneLine(String foreign) {
    String line = foreign.replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }
}
