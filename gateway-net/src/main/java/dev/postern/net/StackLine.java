package dev.postern.net;

import dev.postern.storage.StoreException;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * An exception in one line of a log: what it is, where it came from, and the same of its causes.
 * Without messages, which may quote what a peer sent; but with those of the store, which name
 * files.
 */
public final class StackLine {
  private static final int FRAMES = 8;
  private static final int CAUSES = 4;

  private StackLine() {}

  /** That line. */
  public static String of(Throwable problem) {
    StringBuilder line = new StringBuilder();
    Throwable cause = problem;
    for (int depth = 0; cause != null && depth < CAUSES; depth++) {
      line.append(depth == 0 ? "" : "; because of ").append(cause.getClass().getName());
      if (cause instanceof StoreException) {
        line.append(" (").append(cause.getMessage()).append(')');
      }
      line.append(frames(cause));
      cause = cause.getCause();
    }
    return line.toString();
  }

  private static String frames(Throwable cause) {
    return Arrays.stream(cause.getStackTrace())
        .limit(FRAMES)
        .map(frame -> " < " + frame)
        .collect(Collectors.joining());
  }
}
