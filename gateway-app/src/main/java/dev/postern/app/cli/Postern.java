package dev.postern.app.cli;

/** The program: {@code postern init | run | upgrade | store | demo}. */
public final class Postern {
  private Postern() {}

  /** Runs a command and ends the process with its exit code: 0, 1 (it failed) or 2 (bad usage). */
  public static void main(String[] arguments) {
    System.exit(PosternCommand.execute(Surroundings.ofProcess(), arguments));
  }
}
