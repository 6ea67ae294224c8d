package dev.postern.storage.journal;

import static dev.postern.storage.Some.append;
import static dev.postern.storage.Some.await;

import dev.postern.storage.Some;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store that may gather for ten minutes, and would fail these by its first such wait. */
@Timeout(60)
class GatheringTest {
  private static final long LONG_NANOS = TimeUnit.MINUTES.toNanos(10);

  @Test
  void whoWaitsForEachMessage_isNotHeldUp(@TempDir Path directory) throws Exception {
    JournalOptions options = new JournalOptions(1 << 20, 1 << 16, 1 << 20, 1 << 16, LONG_NANOS);
    try (JournalStore store = JournalStore.open(directory, options)) {
      await(store.clients().register(Some.registration(Some.client(1))));
      for (int message = 1; message <= 100; message++) {
        await(append(store, Some.client(1), "message " + message).safe());
      }
    }
  }
}
