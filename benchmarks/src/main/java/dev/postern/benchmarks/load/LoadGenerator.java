package dev.postern.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * Puts load on a gateway and says what it made of it: {@code java -cp
 * benchmarks/target/benchmarks.jar dev.postern.benchmarks.load.LoadGenerator push --jar
 * gateway-app/target/postern.jar}. Its exit code is 0, 1 (it failed) or 2 (bad usage).
 */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "SCENARIO",
    commandListHeading = "%nScenarios:%n",
    description = "Puts load on a gateway that speaks Nym 0.9, on this machine.",
    footer = {"", "Begin with 'load push --jar postern.jar', or with 'load push --help'."},
    subcommands = {
      StoreCommand.class,
      PushCommand.class,
      ForwardCommand.class,
      IdleCommand.class,
      ChurnCommand.class,
      RegisterCommand.class,
      DrainCommand.class
    })
public final class LoadGenerator implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the field before it runs the command
  private LoadGenerator() {}

  /** Runs a scenario; {@code --help} lists them. */
  public static void main(String[] arguments) {
    System.setProperty(
        "slf4j.internal.verbosity", "ERROR"); // that nothing is logged needs no words
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new LoadGenerator())
        .setParameterExceptionHandler(LoadGenerator::badUsage)
        .setExecutionExceptionHandler(LoadGenerator::failed);
  }

  private static int badUsage(ParameterException e, String... arguments) {
    CommandLine command = e.getCommandLine();
    command
        .getErr()
        .printf(
            "load: %s; see '%s --help'%n",
            e.getMessage(), command.getCommandSpec().qualifiedName());
    return ExitCode.USAGE;
  }

  private static int failed(Exception e, CommandLine command, ParseResult arguments) {
    if (e instanceof LoadFailure) {
      command.getErr().println("load: " + e.getMessage());
    } else if (e instanceof IOException || e instanceof UncheckedIOException) {
      command.getErr().println("load: " + e);
    } else {
      e.printStackTrace(command.getErr());
    }
    return ExitCode.SOFTWARE;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing scenario");
  }
}
