package dev.postern.app;

/** The command line. */
public final class Postern {
  private Postern() {}

  /** Runs a command. */
  public static void main(String[] args) {
    System.out.println("postern");
  }
}
