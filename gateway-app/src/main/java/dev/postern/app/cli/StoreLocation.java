package dev.postern.app.cli;

import dev.postern.app.config.ConfigException;
import dev.postern.app.config.ConfigReader;
import dev.postern.app.config.GatewayFiles;
import dev.postern.storage.StoreException;
import dev.postern.storage.StoreLimits;
import dev.postern.storage.journal.JournalOptions;
import dev.postern.storage.journal.JournalStore;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say which store is meant. */
final class StoreLocation {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "Name of the gateway on this machine whose store it is.")
  private @Nullable String id;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration file in another place than $HOME/.nym/gateways/ID/config.")
  private @Nullable Path config;

  @Option(
      names = "--store",
      paramLabel = "DIRECTORY",
      description = "The store itself, instead of --id or --config.")
  private @Nullable Path store;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields before it runs the command
  StoreLocation() {}

  /** The store's directory, as {@code run} would find it. */
  Path directory(Surroundings surroundings) throws ConfigException {
    if (store != null) {
      if (id != null || config != null) {
        throw new ParameterException(
            command.commandLine(), "--store stands alone, without --id and --config");
      }
      return store;
    }
    return ConfigReader.read(file(surroundings.home()), surroundings.home())
        .clientsEndpoint()
        .inboxesDirectory()
        .resolve(GatewayFiles.STORE);
  }

  private Path file(Path home) throws ConfigException {
    if (config != null) {
      return config;
    }
    if (id != null) {
      return new GatewayFiles(home, id).config();
    }
    throw new ParameterException(
        command.commandLine(), "Missing required option: '--id=ID' or '--store=DIRECTORY'");
  }

  /**
   * Opens the store to change it. Nothing of it is too old or too much for a tool.
   *
   * @throws dev.postern.storage.StoreLockedException if a gateway runs on it
   */
  static JournalStore open(Path directory) throws StoreException {
    return JournalStore.open(
        directory, JournalOptions.DEFAULT, StoreLimits.NONE, Clock.systemUTC());
  }
}
