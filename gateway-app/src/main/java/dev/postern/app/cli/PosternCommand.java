package dev.postern.app.cli;

import com.google.common.collect.ImmutableMap;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command above all others: help, version, and which commands there are. */
@Command(
    name = "postern",
    addMethodSubcommands = false, // there are none, and to look for them slows a start
    description = "A mixnet gateway that speaks Nym 0.9.",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {"", "Start with 'postern demo', or with 'postern init --help'."})
final class PosternCommand implements Runnable {
  // In the order in which help shows them.
  private static final Map<String, Function<Surroundings, Object>> COMMANDS =
      ImmutableMap.of(
          "init",
          InitCommand::new,
          "run",
          RunCommand::new,
          "upgrade",
          UpgradeCommand::new,
          "topology",
          TopologyCommand::new,
          "store",
          StoreCommand::commandLine,
          "demo",
          DemoCommand::new,
          WarmUpCommand.NAME,
          WarmUpCommand::new);

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the field before it runs the command
  private PosternCommand() {}

  /** Runs a command line and returns its exit code: 0, 1 (it failed) or 2 (bad usage). */
  static int execute(Surroundings surroundings, String... arguments) {
    CommandLine postern = new CommandLine(new PosternCommand());
    wanted(arguments)
        .forEach((name, command) -> postern.addSubcommand(name, command.apply(surroundings)));
    return postern
        .setOut(new PrintWriter(surroundings.out(), true, Charset.defaultCharset()))
        .setErr(new PrintWriter(surroundings.err(), true, Charset.defaultCharset()))
        .setParameterExceptionHandler(OneLineErrors::badUsage)
        .setExecutionExceptionHandler(OneLineErrors::failed)
        .execute(arguments);
  }

  /**
   * The command that is named first, or all of them. To read the options of all takes longer than a
   * gateway takes to start.
   */
  private static Map<String, Function<Surroundings, Object>> wanted(String... arguments) {
    String first = arguments.length == 0 ? "" : arguments[0];
    Function<Surroundings, Object> named = COMMANDS.get(first);
    return named == null ? COMMANDS : Map.of(first, named);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "No command given");
  }
}
