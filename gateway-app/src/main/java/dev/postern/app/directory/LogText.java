package dev.postern.app.directory;

/** What a stranger wrote, for a log or a terminal. */
public final class LogText {
  private static final int LONGEST = 200;

  private LogText() {}

  /**
   * No line breaks, no escape sequences (which begin with a C0 or C1 control), nothing that turns
   * the direction of the text, and not without end.
   */
  public static String oneLine(String foreign) {
    String line = foreign.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }
}
