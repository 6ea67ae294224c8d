package dev.postern.app.cli;

/** The program: {@code postern init | run | upgrade | topology | store | demo}. */
public final class Postern {
  private static final String REFUSE_RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";

  private Postern() {}

  /** Runs a command and ends the process with its exit code: 0, 1 (it failed) or 2 (bad usage). */
  public static void main(String[] arguments) {
    // Read once by the JDK, before its first TLS; whoever starts us may have said otherwise.
    if (System.getProperty(REFUSE_RENEGOTIATION) == null) {
      System.setProperty(REFUSE_RENEGOTIATION, "true");
    }
    System.exit(PosternCommand.execute(Surroundings.ofProcess(), arguments));
  }
}
