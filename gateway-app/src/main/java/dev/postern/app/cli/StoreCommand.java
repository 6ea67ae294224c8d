package dev.postern.app.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What an operator does with a store: one command each. */
@Command(
    name = "store",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    description = "Looks at a gateway's messages and registrations, saves them, brings them back.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {"", "verify, stats and export also work while the gateway runs."})
final class StoreCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the field before it runs the command
  private StoreCommand() {}

  /** With all its commands. */
  static CommandLine commandLine(Surroundings surroundings) {
    return new CommandLine(new StoreCommand())
        .addSubcommand(new StoreVerifyCommand(surroundings))
        .addSubcommand(new StoreStatsCommand(surroundings))
        .addSubcommand(new StoreExportCommand(surroundings))
        .addSubcommand(new StoreImportCommand(surroundings))
        .addSubcommand(new StorePurgeCommand(surroundings));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "No command given");
  }
}
