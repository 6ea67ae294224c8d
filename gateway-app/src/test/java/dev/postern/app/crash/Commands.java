package dev.postern.app.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Programs of the system that these tests need. */
final class Commands {
  private Commands() {}

  /** Runs to the end, and returns what it said; an IOException if it failed. */
  static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said.strip());
    }
    return said;
  }

  /** Whether that can be run here, and succeeds. */
  static boolean works(String... command) throws InterruptedException {
    try {
      run(command);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
