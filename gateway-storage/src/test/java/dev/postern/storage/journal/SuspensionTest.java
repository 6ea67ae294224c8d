package dev.postern.storage.journal;

import static dev.postern.storage.Some.append;
import static dev.postern.storage.Some.await;
import static dev.postern.storage.Some.inbox;
import static dev.postern.storage.journal.FaultyFiles.DISK_FULL;
import static dev.postern.storage.journal.FaultyFiles.IO_ERROR;
import static dev.postern.storage.journal.FaultyFiles.READ_ONLY;
import static dev.postern.storage.journal.FaultyFiles.TOO_MANY_FILES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.Appended;
import dev.postern.storage.Refused;
import dev.postern.storage.Some;
import dev.postern.storage.StoreException;
import dev.postern.storage.journal.InterposedFiles.Operation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The disk fails for a while: nothing is acknowledged without being safe, the store lives, and when
 * the disk is back all that waited is stored.
 */
class SuspensionTest {
  private static final DestinationAddress ALICE = Some.client(1);
  private static final DestinationAddress BOB = Some.client(2);

  @TempDir Path directory;
  private final FaultyFiles files = new FaultyFiles();
  private JournalStore store;

  /** What a disk may do: which operations fail, and what the store says then. */
  private record Weather(
      String name, Refused.Reason reason, String message, List<Operation> operations) {
    void begin(FaultyFiles files) {
      for (Operation operation : operations) {
        files.fail(operation, "", message);
      }
      // The next write needs another file.
      files.failOnce(Operation.FORCE, ".segment", IO_ERROR);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Stream<Weather> weathers() {
    Refused.Reason failed = Refused.Reason.STORE_FAILED;
    return Stream.of(
        new Weather("full", Refused.Reason.DISK_FULL, DISK_FULL, List.of(Operation.WRITE)),
        new Weather("fails to write", failed, IO_ERROR, List.of(Operation.WRITE)),
        new Weather("fails to sync", failed, IO_ERROR, List.of(Operation.FORCE)),
        new Weather(
            "fails to sync directories", failed, IO_ERROR, List.of(Operation.FORCE_DIRECTORY)),
        new Weather(
            "read-only directory",
            failed,
            READ_ONLY,
            List.of(Operation.CREATE, Operation.DELETE, Operation.TRUNCATE)),
        new Weather("no more files", failed, TOO_MANY_FILES, List.of(Operation.CREATE)));
  }

  @BeforeEach
  void openWithTwoClients() throws Exception {
    store = JournalStore.open(directory, Small.OPTIONS, files);
    await(store.clients().register(Some.registration(ALICE)));
    await(store.clients().register(Some.registration(BOB)));
  }

  @ParameterizedTest
  @MethodSource("weathers")
  void whileTheDiskFails_nothingIsAcknowledged_andAfterwardsAllIsThere(Weather weather)
      throws Exception {
    await(append(store, ALICE, "before").safe());
    await(append(store, BOB, "confirmed later").safe());
    weather.begin(files);
    CompletableFuture<Void> first = append(store, ALICE, "during 1").safe();
    Eventually.until(() -> store.status().suspended());

    assertThat(store.inboxes().append(ALICE, new byte[1], 0, 1))
        .isEqualTo(new Refused(weather.reason));
    assertThat(store.clients().register(Some.registration(Some.client(3))))
        .failsWithin(Duration.ZERO)
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(StoreException.class);
    assertThat(store.clients().forget(BOB)).isCompletedExceptionally();
    assertThat(await(store.clients().find(BOB))).isPresent();
    assertThat(inbox(store, ALICE)).containsExactly("before", "during 1");
    store.inboxes().removeUpTo(BOB, Long.MAX_VALUE);
    assertThat(inbox(store, BOB)).isEmpty();
    assertThat(first).isNotDone();
    assertThat(store.status().failed()).isFalse();

    files.heal();
    await(first);
    Eventually.until(() -> !store.status().suspended());
    await(append(store, ALICE, "after").safe());
    await(store.clients().register(Some.registration(Some.client(3))));
    assertThat(store.status().suspensions()).isEqualTo(1);
    assertThat(inbox(store, ALICE)).containsExactly("before", "during 1", "after");
    reopen(Stop.UNCLEAN);
    assertThat(inbox(store, ALICE)).containsExactly("before", "during 1", "after");
    assertThat(inbox(store, BOB)).isEmpty();
    assertThat(store.clients().count()).isEqualTo(3);
    reopen(Stop.CLEAN);
    assertThat(inbox(store, ALICE)).containsExactly("before", "during 1", "after");
    store.close();
  }

  /** More than one group, and all that was queued behind the one that failed. */
  @Test
  void allThatWaits_isWrittenInItsOrder() throws Exception {
    files.fail(Operation.WRITE, ".segment", DISK_FULL);
    List<CompletableFuture<Void>> waiting = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    while (!store.status().suspended() || waiting.size() < 50) {
      String text = "message number " + waiting.size();
      byte[] content = text.getBytes(StandardCharsets.US_ASCII);
      if (store.inboxes().append(ALICE, content, 0, content.length) instanceof Appended appended) {
        texts.add(text);
        waiting.add(appended.safe());
      } else {
        break;
      }
    }
    assertThat(waiting).isNotEmpty().noneMatch(CompletableFuture::isDone);
    files.heal();
    waiting.forEach(Some::await);
    assertThat(inbox(store, ALICE)).isEqualTo(texts);
    Eventually.until(() -> store.status().waitingBytes() == 0);
    reopen(Stop.UNCLEAN);
    assertThat(inbox(store, ALICE)).isEqualTo(texts);
    store.close();
  }

  @Test
  void aMessageThatItsClientConfirms_isSafeWithoutTheDisk() throws Exception {
    files.fail(Operation.WRITE, ".segment", DISK_FULL);
    Appended confirmed = append(store, ALICE, "pushed and confirmed");
    Eventually.until(() -> store.status().suspended());
    store.inboxes().removeUpTo(ALICE, confirmed.position());
    await(confirmed.safe());
    assertThat(store.status().suspended()).isTrue();
    Eventually.until(() -> store.status().waitingBytes() == 0);
    files.heal();
    Eventually.until(() -> !store.status().suspended());
    reopen(Stop.UNCLEAN);
    assertThat(inbox(store, ALICE)).isEmpty();
    store.close();
  }

  /** What was delivered makes room on a full disk, without a byte being written. */
  @Test
  void segmentsWithoutMessages_areDeletedMeanwhile() throws Exception {
    Appended last = append(store, ALICE, "message");
    for (int i = 0; i < 60; i++) {
      last = append(store, ALICE, "message number " + i);
    }
    await(last.safe());
    int segments = store.status().segments();
    files.fail(Operation.WRITE, ".segment", DISK_FULL);
    CompletableFuture<Void> waiting = append(store, BOB, "waits").safe();
    Eventually.until(() -> store.status().suspended());
    store.inboxes().removeUpTo(ALICE, last.position());
    Eventually.until(() -> store.status().segments() < segments / 2);
    files.heal();
    await(waiting);
    reopen(Stop.UNCLEAN);
    assertThat(inbox(store, ALICE)).isEmpty();
    assertThat(inbox(store, BOB)).containsExactly("waits");
    store.close();
  }

  @Test
  void close_whileSuspended_failsWhatWaits_andTheNextStartHoldsTheRest() throws Exception {
    await(append(store, ALICE, "before").safe());
    files.fail(Operation.WRITE, "", DISK_FULL);
    CompletableFuture<Void> waiting = append(store, ALICE, "waits").safe();
    Eventually.until(() -> store.status().suspended());
    store.close();
    assertThat(waiting)
        .failsWithin(Duration.ZERO)
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(StoreException.class);
    assertThat(directory.resolve("clean")).doesNotExist();
    files.heal();
    store = JournalStore.open(directory, Small.OPTIONS, files);
    assertThat(inbox(store, ALICE)).containsExactly("before");
    await(append(store, ALICE, "after").safe());
    store.close();
  }

  /** The segment that knew them has no record, and is to be replaced. */
  @Test
  void positions_givenBeforeACrashWhileSuspended_areNotGivenAgain() throws Exception {
    for (int i = 0; i < 3; i++) {
      files.failOnce(Operation.WRITE, ".segment", DISK_FULL);
      files.fail(Operation.CREATE, ".segment", DISK_FULL);
      long position = append(store, ALICE, "never written").position();
      Eventually.until(() -> store.status().suspended());
      store.close();
      files.heal();
      store = JournalStore.open(directory, Small.OPTIONS, files);
      assertThat(append(store, ALICE, "message").position()).isGreaterThan(position);
      reopen(Stop.CLEAN);
      store.inboxes().removeUpTo(ALICE, Long.MAX_VALUE);
    }
    store.close();
  }

  @Test
  void close_whenTheDiskIsBackInTime_storesWhatWaits() throws Exception {
    files.fail(Operation.WRITE, "", DISK_FULL);
    CompletableFuture<Void> waiting = append(store, ALICE, "waits").safe();
    Eventually.until(() -> store.status().suspended());
    files.heal();
    store.close();
    assertThat(waiting).isCompleted();
    store = JournalStore.open(directory, Small.OPTIONS, files);
    assertThat(inbox(store, ALICE)).containsExactly("waits");
    store.close();
  }

  @Test
  void registrations_thatCanNotBeWritten_wait() throws Exception {
    files.fail(Operation.WRITE, ".registry", DISK_FULL);
    files.fail(Operation.WRITE, ".tmp", DISK_FULL);
    DestinationAddress carol = Some.client(3);
    CompletableFuture<Void> registered = store.clients().register(Some.registration(carol));
    Eventually.until(() -> store.status().suspended());
    assertThat(registered).isNotDone();
    files.heal();
    await(registered);
    reopen(Stop.UNCLEAN);
    assertThat(await(store.clients().find(carol))).isPresent();
    assertThat(await(store.clients().find(ALICE))).isPresent();
    store.close();
  }

  /** What was noted in memory before the disk failed must not get ahead of what it hangs on. */
  @Test
  void aForgottenClient_whileTheRegistryFails_leavesNoMessagesForTheNextOfItsName()
      throws Exception {
    await(append(store, ALICE, "for the first Alice").safe());
    files.fail(Operation.FORCE, ".registry", IO_ERROR);
    files.fail(Operation.FORCE, ".tmp", IO_ERROR);
    CompletableFuture<Void> forgotten = store.clients().forget(ALICE);
    Eventually.until(() -> store.status().suspended());
    files.heal();
    await(forgotten);
    reopen(Stop.UNCLEAN);
    await(store.clients().register(Some.registration(ALICE)));
    assertThat(inbox(store, ALICE)).isEmpty();
    store.close();
  }

  private enum Stop {
    CLEAN,
    UNCLEAN
  }

  private void reopen(Stop stop) throws Exception {
    store.close();
    if (stop == Stop.UNCLEAN) {
      OnDisk.forgetCleanStop(directory);
    }
    store = JournalStore.open(directory, Small.OPTIONS, files);
    assertThat(store.status().damaged()).isZero();
  }
}
