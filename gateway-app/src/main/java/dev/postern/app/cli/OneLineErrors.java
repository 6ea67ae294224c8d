package dev.postern.app.cli;

import dev.postern.app.config.ConfigException;
import dev.postern.app.config.Quoting;
import dev.postern.storage.FileProblem;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** How a command fails: one line that says what is wrong and what to do, and an exit code. */
final class OneLineErrors {
  private static final Logger log = LoggerFactory.getLogger(OneLineErrors.class);

  private OneLineErrors() {}

  /** The command line itself is wrong: exit code 2. */
  static int badUsage(ParameterException e, String... arguments) {
    CommandLine command = e.getCommandLine();
    print(
        command,
        e.getMessage() + "; see '" + command.getCommandSpec().qualifiedName() + " --help'");
    return ExitCode.USAGE;
  }

  /** The command could not do its work: exit code 1. */
  static int failed(Exception e, CommandLine command, ParseResult arguments) {
    print(command, describe(e));
    log.debug("The command failed", e);
    return ExitCode.SOFTWARE;
  }

  private static void print(CommandLine command, String message) {
    String line = message.replaceAll("\\s*\\R\\s*", " ");
    command.getErr().println("postern: " + Quoting.printable(line));
  }

  private static String describe(Exception e) {
    if (e instanceof ConfigException) {
      return String.valueOf(e.getMessage());
    }
    if (e instanceof IOException problem) {
      return FileProblem.of(problem);
    }
    return "a defect in Postern, please report it: " + e + at(e);
  }

  private static String at(Exception e) {
    StackTraceElement[] trace = e.getStackTrace();
    return trace.length == 0 ? "" : " at " + trace[0];
  }
}
