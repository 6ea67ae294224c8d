package dev.postern.app.cli;

import dev.postern.app.config.ConfigException;
import dev.postern.storage.journal.StoreFigures;
import dev.postern.storage.journal.StoreReport;
import dev.postern.storage.journal.StoreSnapshot;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Reads a store from end to end and says what is wrong with it. Changes nothing. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    description = {
      "Reads every record and every entry of the index, and says what is wrong.",
      "Changes nothing; works while the gateway runs."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the store is sound",
      "1:something is damaged, or it can't be read",
      "2:wrong usage"
    },
    sortOptions = false)
final class StoreVerifyCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private StoreLocation location;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields before it runs the command
  StoreVerifyCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws ConfigException, IOException {
    try (StoreSnapshot snapshot = StoreSnapshot.read(location.directory(surroundings))) {
      StoreReport report = snapshot.verify();
      print(report, surroundings.out());
      return report.sound() ? 0 : 1;
    }
  }

  private static void print(StoreReport report, PrintStream out) {
    report.findings().forEach(out::println);
    StoreFigures figures = report.figures();
    out.println(
        "Read %d records in %d segments: %d messages in %d inboxes, %d registrations."
            .formatted(
                report.records(),
                figures.segments(),
                figures.stored().messages(),
                figures.inboxes(),
                figures.registrations()));
    if (figures.inUse()) {
      out.println("The store is in use, so what is being written now was not looked at.");
    } else if (!report.indexRead()) {
      out.println("The last stop was not clean, so there is no index; the next start needs none.");
    }
    out.println(
        report.sound() ? "Sound." : "%d things are wrong, see above.".formatted(report.damage()));
  }
}
