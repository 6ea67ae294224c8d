package dev.postern.app.cli;

import dev.postern.app.config.ConfigException;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.StoreException;
import dev.postern.storage.journal.JournalStore;
import dev.postern.storage.journal.StoreSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes one client's messages, and perhaps the client, from a store that nobody has open. */
@Command(
    name = "purge",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    description = "Removes the messages of one client. The gateway must be stopped.",
    sortOptions = false)
final class StorePurgeCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private StoreLocation location;

  @Option(
      names = "--client",
      paramLabel = "ADDRESS",
      required = true,
      converter = Converters.Client.class,
      description = "The client's address: its identity key, in base58.")
  private DestinationAddress client;

  @Option(
      names = "--forget",
      description = "Remove its registration, too: it has to register anew.")
  private boolean forget;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields before it runs the command
  StorePurgeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws ConfigException, IOException {
    Path directory = location.directory(surroundings);
    if (!StoreSnapshot.isStore(directory)) {
      throw new StoreException("There is no store in " + directory + ".");
    }
    long messages;
    boolean registered;
    try (JournalStore store = StoreLocation.open(directory)) {
      messages = store.inboxes().usage(client).messages();
      registered = await(store.clients().find(client)).isPresent();
      store.inboxes().removeUpTo(client, Long.MAX_VALUE);
      if (forget) {
        await(store.clients().forget(client));
      }
    }
    surroundings.out().println("Removed %d messages.".formatted(messages));
    if (forget) {
      surroundings
          .out()
          .println(registered ? "Removed the registration." : "There was no registration.");
    }
    return 0;
  }

  private static <T> T await(CompletableFuture<T> future) throws StoreException {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw new StoreException("The store failed (" + e.getCause() + "): run verify on it.", e);
    }
  }
}
