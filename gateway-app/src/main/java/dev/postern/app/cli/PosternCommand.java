package dev.postern.app.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command above all others: help, version, and which commands there are. */
@Command(
    name = "postern",
    description = "A mixnet gateway that speaks Nym 0.9.",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {"", "Start with 'postern demo', or with 'postern init --help'."})
final class PosternCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the field before it runs the command
  private PosternCommand() {}

  /** Runs a command line and returns its exit code: 0, 1 (it failed) or 2 (bad usage). */
  static int execute(Surroundings surroundings, String... arguments) {
    return commandLine(surroundings).execute(arguments);
  }

  private static CommandLine commandLine(Surroundings surroundings) {
    return new CommandLine(new PosternCommand())
        .addSubcommand(new InitCommand(surroundings))
        .addSubcommand(new RunCommand(surroundings))
        .addSubcommand(new UpgradeCommand(surroundings))
        .addSubcommand(new TopologyCommand(surroundings))
        .addSubcommand(StoreCommand.commandLine(surroundings))
        .addSubcommand(new DemoCommand(surroundings))
        .setOut(new PrintWriter(surroundings.out(), true, Charset.defaultCharset()))
        .setErr(new PrintWriter(surroundings.err(), true, Charset.defaultCharset()))
        .setParameterExceptionHandler(OneLineErrors::badUsage)
        .setExecutionExceptionHandler(OneLineErrors::failed);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "No command given");
  }
}
