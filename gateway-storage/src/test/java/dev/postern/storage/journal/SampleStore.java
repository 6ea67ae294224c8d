package dev.postern.storage.journal;

import static dev.postern.storage.Some.append;
import static dev.postern.storage.Some.await;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.Some;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of a store with two clients and a few messages, to be damaged. */
final class SampleStore {
  static final DestinationAddress ALICE = Some.client(1);
  static final DestinationAddress BOB = Some.client(2);

  private SampleStore() {}

  /** In a new directory. */
  static Path make() throws IOException {
    return make(JournalOptions.DEFAULT, 0);
  }

  /** With messages that are longer. */
  static Path make(JournalOptions options, int padding) throws IOException {
    String more = "!".repeat(padding);
    Path directory = Files.createTempDirectory("postern-fuzz");
    try (JournalStore store = JournalStore.open(directory, options, files())) {
      await(store.clients().register(Some.registration(ALICE)));
      await(store.clients().register(Some.registration(BOB)));
      long first = append(store, ALICE, "1 for Alice" + more).position();
      append(store, BOB, "2 for Bob" + more);
      await(append(store, ALICE, "3 for Alice" + more).safe());
      store.inboxes().removeUpTo(ALICE, first);
    }
    return directory;
  }

  /** Nothing is synced. */
  static FileLayer files() {
    return new FailingFiles();
  }

  static void delete(Path directory) throws IOException {
    MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
  }
}
