package dev.postern.app.cli;

import dev.postern.app.config.GatewayFiles;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * What a command finds around it; a test brings its own.
 *
 * @param home the user's home directory, where {@code .nym} is
 * @param out results
 * @param err errors, one line each
 */
record Surroundings(Path home, PrintStream out, PrintStream err) {
  /** The process's own. */
  @SuppressWarnings("SystemOut") // the one place where a command line's output begins
  static Surroundings ofProcess() {
    return new Surroundings(GatewayFiles.home(System.getenv()), System.out, System.err);
  }
}
