package dev.postern.storage.journal;

import dev.postern.storage.ClientRegistryContract;
import dev.postern.storage.GatewayStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class JournalClientRegistryTest extends ClientRegistryContract {
  @TempDir Path directory;

  @Override
  protected GatewayStore open() throws Exception {
    return JournalStore.open(directory, Small.OPTIONS);
  }
}
