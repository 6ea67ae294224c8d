package dev.postern.storage.journal;

import dev.postern.storage.GatewayStore;
import dev.postern.storage.InboxStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** With nothing fresh in memory and the smallest segments: all goes through index and files. */
class IndexedInboxStoreTest extends InboxStoreContract {
  @TempDir Path directory;

  @Override
  protected GatewayStore open() throws Exception {
    return JournalStore.open(directory, Small.OPTIONS);
  }
}
