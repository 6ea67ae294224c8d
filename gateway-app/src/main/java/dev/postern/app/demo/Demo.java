package dev.postern.app.demo;

import java.io.PrintStream;

/** A message through a gateway, in one process. */
public final class Demo {
  private Demo() {}

  /** Runs it and returns the exit code. */
  public static int run(PrintStream out) {
    throw new UnsupportedOperationException();
  }
}
