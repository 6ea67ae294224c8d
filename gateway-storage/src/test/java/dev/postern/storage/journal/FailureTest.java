package dev.postern.storage.journal;

import static dev.postern.storage.Some.append;
import static dev.postern.storage.Some.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.AppendOutcome;
import dev.postern.storage.Appended;
import dev.postern.storage.GatewayStore;
import dev.postern.storage.Refused;
import dev.postern.storage.Some;
import dev.postern.storage.StoreException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the disk fails: nothing is called durable that is not, and nothing durable is lost. */
class FailureTest {
  private static final DestinationAddress ALICE = Some.client(0);

  @TempDir Path parent;

  @Test
  void append_aboveWhatMayWait_isRefused_andTakenAgainLater() throws Exception {
    JournalOptions narrow = new JournalOptions(1 << 20, 1 << 20, 3000, 0);
    HeldFiles files = new HeldFiles();
    try (JournalStore store = JournalStore.open(parent, narrow, files)) {
      await(store.clients().register(Some.registration(ALICE)));
      files.holdForces();
      CompletableFuture<Void> last = new CompletableFuture<>();
      AppendOutcome outcome = append(store, ALICE, "first");
      while (outcome instanceof Appended appended) {
        last = appended.safe();
        outcome = store.inboxes().append(ALICE, new byte[500], 0, 500);
      }
      assertThat(outcome).isEqualTo(new Refused(Refused.Reason.OVERLOADED));
      assertThat(store.status().waitingBytes()).isBetween(2000L, 3000L);
      files.letGo();
      await(last);
      // The bytes are given back a moment after the future completes.
      AppendOutcome again = outcome;
      while (again instanceof Refused) {
        again = store.inboxes().append(ALICE, new byte[500], 0, 500);
      }
      await(((Appended) again).safe());
    }
  }

  /**
   * The process dies at every single operation on files in turn, among them each step of making,
   * emptying and deleting a segment, with the write at hand done in half.
   */
  @Test
  void crash_atAnyOperation_losesNothingThatWasAcknowledged() throws Exception {
    long operations = 0;
    FailingFiles files;
    do {
      files = new FailingFiles(operations);
      Path directory = parent.resolve("crash " + operations);
      Ledger ledger = new Ledger();
      try (JournalStore store = open(directory, files)) {
        work(store, ledger, files);
      } catch (StoreException e) {
        assertThat(files.failed()).as("can't be opened: %s", e).isTrue();
      }
      try (JournalStore store = open(directory, new FailingFiles())) {
        ledger.verify(store, 3);
        assertThat(store.status().damaged()).isZero();
      }
      operations++;
    } while (files.failed());
    assertThat(operations).isGreaterThan(100);
  }

  private static void work(GatewayStore store, Ledger ledger, FailingFiles files) {
    for (int client = 0; client < 3; client++) {
      if (!happens(store.clients().register(Some.registration(Some.client(client))), files)) {
        return;
      }
      ledger.registered(client);
    }
    for (int number = 0; number < 36; number++) {
      int client = number % 9 == 0 ? 1 : 0;
      byte[] content = Ledger.content(client, number).getBytes(StandardCharsets.UTF_8);
      AppendOutcome outcome =
          store.inboxes().append(Some.client(client), content, 0, content.length);
      if (!(outcome instanceof Appended appended) || !happens(appended.safe(), files)) {
        return;
      }
      ledger.acknowledged(client, number);
      if (client == 0 && number % 4 == 3) {
        ledger.removing(0, number);
        store.inboxes().removeUpTo(Some.client(0), appended.position());
      }
    }
    ledger.forgetting(2);
    if (happens(store.clients().forget(Some.client(2)), files)) {
      ledger.forgotten(2);
    }
  }

  /** Waits until it is done, or never will be because the process died. */
  private static boolean happens(CompletableFuture<Void> future, FailingFiles files) {
    CompletableFuture.anyOf(future, files.failure())
        .handle((done, failure) -> done)
        .orTimeout(60, TimeUnit.SECONDS)
        .join();
    return future.isDone() && !future.isCompletedExceptionally();
  }

  private static JournalStore open(Path directory, FileLayer files) throws StoreException {
    return JournalStore.open(directory, Small.OPTIONS, files);
  }
}
