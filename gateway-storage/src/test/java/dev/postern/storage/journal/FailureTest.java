package dev.postern.storage.journal;

import static dev.postern.storage.Some.append;
import static dev.postern.storage.Some.await;
import static dev.postern.storage.Some.inbox;
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
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the disk fails: nothing is called durable that is not, and nothing durable is lost. */
class FailureTest {
  private static final DestinationAddress ALICE = Some.client(0);

  @TempDir Path parent;

  @Test
  void append_whileTheDiskFails_isNotDurable() throws Exception {
    try (JournalStore store = open(parent, new FailingFiles())) {
      await(store.clients().register(Some.registration(ALICE)));
    }
    for (int passing = 0; passing < 2; passing++) { // the write fails, or the fsync
      FailingFiles files = new FailingFiles();
      try (JournalStore store = open(parent, files)) {
        files.failAfter(passing);
        assertThat(append(store, ALICE, "message").safe())
            .failsWithin(Duration.ofMinutes(1))
            .withThrowableOfType(ExecutionException.class)
            .withCauseInstanceOf(StoreException.class);
      }
    }
  }

  @Test
  void everything_afterAFailure_isRefused_butReadingGoesOn() throws Exception {
    FailingFiles files = new FailingFiles();
    try (JournalStore store = open(parent, files)) {
      await(store.clients().register(Some.registration(ALICE)));
      await(append(store, ALICE, "durable").safe());
      files.failFromNowOn();
      CompletableFuture<Void> lost = append(store, ALICE, "not durable").safe();
      assertThat(lost).failsWithin(Duration.ofMinutes(1));
      files.failAfter(Long.MAX_VALUE); // the disk is well again: that is no reason to trust it
      assertThat(store.inboxes().append(ALICE, new byte[1], 0, 1))
          .isEqualTo(new Refused(Refused.Reason.STORE_FAILED));
      assertThat(store.clients().register(Some.registration(Some.client(2))))
          .isCompletedExceptionally();
      assertThat(store.clients().forget(ALICE)).isCompletedExceptionally();
      assertThat(store.status().failed()).isTrue();
      assertThat(inbox(store, ALICE)).contains("durable");
      assertThat(await(store.clients().find(ALICE))).isPresent();
    }
    try (JournalStore store = open(parent, new FailingFiles())) {
      assertThat(inbox(store, ALICE)).contains("durable");
    }
  }

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
        work(store, ledger);
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

  private static void work(GatewayStore store, Ledger ledger) {
    try {
      for (int client = 0; client < 3; client++) {
        await(store.clients().register(Some.registration(Some.client(client))));
        ledger.registered(client);
      }
      for (int number = 0; number < 36; number++) {
        int client = number % 9 == 0 ? 1 : 0;
        byte[] content = Ledger.content(client, number).getBytes(StandardCharsets.UTF_8);
        AppendOutcome outcome =
            store.inboxes().append(Some.client(client), content, 0, content.length);
        if (outcome instanceof Appended appended) {
          await(appended.safe());
          ledger.acknowledged(client, number);
          if (client == 0 && number % 4 == 3) {
            ledger.removing(0, number);
            store.inboxes().removeUpTo(Some.client(0), appended.position());
          }
        }
      }
      ledger.forgetting(2);
      await(store.clients().forget(Some.client(2)));
      ledger.forgotten(2);
    } catch (CompletionException e) {
      assertThat(e).hasCauseInstanceOf(StoreException.class);
    }
  }

  private static JournalStore open(Path directory, FileLayer files) throws StoreException {
    return JournalStore.open(directory, Small.OPTIONS, files);
  }
}
