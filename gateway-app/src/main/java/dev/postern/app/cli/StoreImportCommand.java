package dev.postern.app.cli;

import dev.postern.app.config.ConfigException;
import dev.postern.storage.journal.ImportedContents;
import dev.postern.storage.journal.JournalStore;
import dev.postern.storage.journal.StoreImport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings an export into a store that nobody has open. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    description = {
      "Brings what 'store export' saved into a store, which is made if it isn't there."
          + " The gateway must be stopped.",
      "The file is checked from end to end before anything is changed."
    },
    sortOptions = false)
final class StoreImportCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private StoreLocation location;

  @Parameters(paramLabel = "FILE", description = "What 'store export' wrote.")
  private Path file;

  @Option(
      names = "--replace",
      description = "Registrations in the file replace those in the store, which otherwise stay.")
  private boolean replace;

  @Option(
      names = "--add",
      description =
          "Import into a store that has messages; those of the file come behind them, also if they"
              + " are the same.")
  private boolean add;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields before it runs the command
  StoreImportCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws ConfigException, IOException {
    Path directory = location.directory(surroundings);
    try (StoreImport archive = StoreImport.open(file);
        JournalStore store = StoreLocation.open(directory)) {
      print(archive.into(store, options()), surroundings.out());
      return 0;
    }
  }

  private Set<StoreImport.Option> options() {
    Set<StoreImport.Option> options = EnumSet.noneOf(StoreImport.Option.class);
    if (replace) {
      options.add(StoreImport.Option.REPLACE_REGISTRATIONS);
    }
    if (add) {
      options.add(StoreImport.Option.ADD_MESSAGES);
    }
    return options;
  }

  private static void print(ImportedContents imported, PrintStream out) {
    out.println(
        "Imported %d messages and %d new registrations."
            .formatted(imported.messages(), imported.registered()));
    if (imported.replaced() > 0) {
      out.println("Replaced %d registrations.".formatted(imported.replaced()));
    }
    if (imported.kept() > 0) {
      out.println("Left %d registrations as they were.".formatted(imported.kept()));
    }
    if (imported.unknown() > 0) {
      out.println(
          "Left out %d messages, whose clients are not registered.".formatted(imported.unknown()));
    }
  }
}
