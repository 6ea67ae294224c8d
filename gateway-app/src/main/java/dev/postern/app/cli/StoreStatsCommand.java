package dev.postern.app.cli;

import dev.postern.app.config.ConfigException;
import dev.postern.storage.journal.InboxFigures;
import dev.postern.storage.journal.StoreFigures;
import dev.postern.storage.journal.StoreSnapshot;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says how much a store holds. Changes nothing. */
@Command(
    name = "stats",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    description = {
      "Says how much is stored, for how many clients, and in how much disk space.",
      "Changes nothing; works while the gateway runs."
    },
    sortOptions = false)
final class StoreStatsCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private StoreLocation location;

  @Option(names = "--json", description = "One JSON object instead of a table.")
  private boolean json;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "0",
      description = "Also the N largest inboxes, with their clients' addresses.")
  private int top;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields before it runs the command
  StoreStatsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws ConfigException, IOException {
    try (StoreSnapshot snapshot = StoreSnapshot.read(location.directory(surroundings))) {
      StoreFigures figures = snapshot.figures();
      List<InboxFigures> largest = snapshot.largest(Math.max(0, top));
      if (json) {
        surroundings.out().println(StatsText.json(figures, largest));
      } else {
        StatsText.table(figures, largest).forEach(surroundings.out()::println);
      }
      return 0;
    }
  }
}
