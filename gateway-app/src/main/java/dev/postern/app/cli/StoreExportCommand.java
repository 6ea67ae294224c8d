package dev.postern.app.cli;

import dev.postern.app.config.ConfigException;
import dev.postern.storage.StoreException;
import dev.postern.storage.journal.ArchiveContents;
import dev.postern.storage.journal.StoreExport;
import dev.postern.storage.journal.StoreSnapshot;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.CopyOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Saves a store in one file. Changes nothing in it. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    description = {
      "Saves all registrations and stored messages in one file, which 'store import' reads."
          + " Works while the gateway runs.",
      "The file holds the clients' keys: keep it as safe as the store."
    },
    sortOptions = false)
final class StoreExportCommand implements Callable<Integer> {
  private static final String STDOUT = "-";

  private final Surroundings surroundings;

  @Mixin private StoreLocation location;

  @Parameters(paramLabel = "FILE", description = "Where to; - is the standard output.")
  private String file;

  @Option(names = "--force", description = "Replace the file if it is there.")
  private boolean force;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields before it runs the command
  StoreExportCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws ConfigException, IOException {
    Path directory = location.directory(surroundings);
    try (StoreSnapshot snapshot = StoreSnapshot.read(directory)) {
      boolean toStdout = file.equals(STDOUT);
      ArchiveContents contents = toStdout ? toStdout(snapshot) : toFile(snapshot);
      (toStdout ? surroundings.err() : surroundings.out())
          .println(
              "Exported %d registrations and %d messages (%s)."
                  .formatted(
                      contents.registrations(),
                      contents.messages(),
                      StatsText.size(contents.bytes())));
      long damage = snapshot.figures().damage();
      if (damage > 0) {
        throw new StoreException(
            "The export is written, but the store is damaged in "
                + damage
                + " places, and what stood there is not in it: see 'postern store verify'.");
      }
      return 0;
    }
  }

  private ArchiveContents toFile(StoreSnapshot snapshot) throws IOException {
    CopyOption[] options =
        force ? new CopyOption[] {StandardCopyOption.REPLACE_EXISTING} : new CopyOption[0];
    return StoreExport.write(snapshot, Path.of(file), options);
  }

  private ArchiveContents toStdout(StoreSnapshot snapshot) throws IOException {
    PrintStream out = surroundings.out();
    ArchiveContents contents = StoreExport.write(snapshot, out);
    if (out.checkError()) {
      throw new IOException("the standard output did not take the whole export");
    }
    return contents;
  }
}
