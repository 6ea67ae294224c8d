package dev.postern.storage.journal;

import static dev.postern.storage.Some.append;
import static dev.postern.storage.Some.await;
import static dev.postern.storage.Some.inbox;
import static dev.postern.storage.journal.FaultyFiles.DISK_FULL;
import static dev.postern.storage.journal.FaultyFiles.IO_ERROR;
import static dev.postern.storage.journal.FaultyFiles.TOO_MANY_FILES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.Some;
import dev.postern.storage.StoreException;
import dev.postern.storage.journal.InterposedFiles.Operation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The disk fails once: the file it failed in is not trusted again, and nobody notices else. */
class CondemnedFilesTest {
  private static final DestinationAddress ALICE = Some.client(1);
  private static final DestinationAddress BOB = Some.client(2);
  private static final String FIRST = Journal.fileName(1);
  private static final String SECOND = Journal.fileName(2);

  @TempDir Path parent;
  private Path directory;
  private FaultyFiles files;

  @BeforeEach
  void registerAlice() throws Exception {
    directory = parent.resolve("store");
    files = new FaultyFiles();
    try (JournalStore store = open()) {
      await(store.clients().register(Some.registration(ALICE)));
      await(store.clients().register(Some.registration(BOB)));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"WRITE", "FORCE"})
  void append_whenTheDiskFailsOnce_isDurableInTheNextSegment(Operation operation) throws Exception {
    try (JournalStore store = open()) {
      await(append(store, ALICE, "before").safe());
      files.failOnce(operation, FIRST, IO_ERROR);
      await(append(store, ALICE, "during").safe());
      int failedAt = files.calls().indexOf("CREATE " + SECOND);
      await(append(store, ALICE, "after").safe());
      assertThat(inbox(store, ALICE)).containsExactly("before", "during", "after");
      assertThat(store.status().condemned()).isEqualTo(1);
      assertThat(store.status().suspensions()).isZero();
      assertThat(store.status().failed()).isFalse();
      // Neither before the next segment was there nor later.
      List<String> later = files.calls().subList(failedAt, files.calls().size());
      assertThat(later).contains("WRITE " + SECOND, "FORCE " + SECOND);
      assertThat(later).doesNotContain("WRITE " + FIRST, "FORCE " + FIRST);
    }
    assertHolds("before", "during", "after");
  }

  /** The cut is a hint to a start after kill -9; the next header says it for certain. */
  @ParameterizedTest
  @EnumSource(names = {"WRITE", "FORCE"})
  void open_afterACondemnedSegmentCouldNotBeCut_cutsIt(Operation operation) throws Exception {
    try (JournalStore store = open()) {
      await(append(store, ALICE, "before").safe());
      files.failOnce(operation, FIRST, IO_ERROR);
      files.failOnce(Operation.TRUNCATE, FIRST, IO_ERROR);
      await(append(store, ALICE, "during").safe());
    }
    assertThat(Files.size(OnDisk.segments(directory).get(0)))
        .isGreaterThan(FileHeader.BYTES + RecordFormat.bytes("before".length()));
    assertHolds("before", "during");
    assertThat(Files.size(OnDisk.segments(directory).get(0)))
        .isEqualTo(FileHeader.BYTES + RecordFormat.bytes("before".length()));
  }

  @Test
  void aRemovalThatWasNotYetForced_isWrittenAgain() throws Exception {
    try (JournalStore store = open()) {
      await(append(store, ALICE, "removed").safe());
      store.inboxes().removeUpTo(ALICE, Long.MAX_VALUE);
      // Its group is written, and not forced, before the next one comes.
      Eventually.until(() -> store.status().waitingBytes() == 0);
      files.failOnce(Operation.FORCE, FIRST, IO_ERROR);
      await(append(store, ALICE, "kept").safe());
    }
    assertHolds("kept");
  }

  @Test
  void aSegmentInWhichNothingIsDurable_isReplaced() throws Exception {
    try (JournalStore store = open()) {
      await(append(store, ALICE, "before").safe());
      files.failOnce(Operation.WRITE, FIRST, DISK_FULL);
      for (int number = 2; number < 6; number++) {
        String name = Journal.fileName(number);
        files.failOnce(Operation.FORCE, name, IO_ERROR); // its header's
        files.failOnce(Operation.WRITE, name, 2, DISK_FULL); // its first record's
      }
      await(append(store, ALICE, "during").safe());
      assertThat(store.status().segments()).isEqualTo(2);
      assertThat(inbox(store, ALICE)).containsExactly("before", "during");
    }
    assertThat(OnDisk.segments(directory))
        .extracting(file -> file.getFileName().toString())
        .containsExactly(FIRST, Journal.fileName(6));
    assertHolds("before", "during");
  }

  @Test
  void rotationForSize_thatFails_letsTheSegmentGrow() throws Exception {
    try (JournalStore store = open()) {
      files.fail(Operation.CREATE, ".segment", TOO_MANY_FILES);
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        texts.add("message number " + i);
        await(append(store, ALICE, texts.get(i)).safe());
      }
      assertThat(store.status().segments()).isEqualTo(1);
      assertThat(store.status().journalBytes()).isGreaterThan(2 * 1024);
      assertThat(store.status().suspensions()).isZero();
      assertThat(inbox(store, ALICE)).isEqualTo(texts);
      assertThat(store.status().condemned()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"WRITE", "FORCE"})
  void register_whenTheDiskFailsOnce_isDurableInTheNextFile(Operation operation) throws Exception {
    DestinationAddress carol = Some.client(3);
    try (JournalStore store = open()) {
      files.failOnce(operation, ".registry", IO_ERROR);
      await(store.clients().register(Some.registration(carol)));
      assertThat(store.status().condemned()).isEqualTo(1);
      await(store.clients().forget(BOB));
    }
    assertThat(OnDisk.files(directory.resolve("registrations")))
        .singleElement()
        .satisfies(file -> assertThat(file).hasFileName("0000000002.registry"));
    try (JournalStore store = open()) {
      assertThat(await(store.clients().find(ALICE))).isPresent();
      assertThat(await(store.clients().find(BOB))).isEmpty();
      assertThat(await(store.clients().find(carol))).isPresent();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CREATE", "RENAME", "FORCE_DIRECTORY"})
  void register_whenTheNewFileFailsToo_isDurableInTheEnd_andLeavesOneFile(Operation operation)
      throws Exception {
    DestinationAddress carol = Some.client(3);
    try (JournalStore store = open()) {
      files.failOnce(Operation.WRITE, ".registry", DISK_FULL);
      String name = operation == Operation.FORCE_DIRECTORY ? "registrations" : ".tmp";
      files.failOnce(operation, name, IO_ERROR);
      await(store.clients().register(Some.registration(carol)));
    }
    assertThat(OnDisk.files(directory.resolve("registrations"))).hasSize(1);
    try (JournalStore store = open()) {
      assertThat(await(store.clients().find(carol))).isPresent();
      assertThat(await(store.clients().find(ALICE))).isPresent();
    }
  }

  @Test
  void read_thatFails_isTriedAgainBySomebody_andDiscardsNothing() throws Exception {
    try (JournalStore store = open()) {
      await(append(store, ALICE, "stored").safe());
    }
    try (JournalStore store = open()) { // with nothing in memory
      files.failOnce(Operation.READ, FIRST, IO_ERROR);
      assertThat(store.inboxes().read(ALICE, 0, 10, 1000))
          .failsWithin(Duration.ofMinutes(1))
          .withThrowableOfType(ExecutionException.class)
          .withCauseInstanceOf(StoreException.class);
      assertThat(store.inboxes().usage(ALICE).messages()).isEqualTo(1);
      assertThat(inbox(store, ALICE)).containsExactly("stored");
      await(append(store, ALICE, "and another").safe());
      assertThat(store.status().damaged()).isZero();
    }
    assertHolds("stored", "and another");
  }

  @ParameterizedTest
  @EnumSource(names = {"DELETE", "FORCE_DIRECTORY", "READ", "WRITE", "FORCE"})
  void reclaim_whenTheDiskFails_goesOnLater_andLosesNothing(Operation operation) throws Exception {
    List<String> kept = new ArrayList<>();
    try (JournalStore store = open()) {
      for (int i = 0; i < 120; i++) {
        if (i % 20 == 0) {
          kept.add("survivor " + i);
          await(append(store, BOB, "survivor " + i).safe());
        }
        await(append(store, ALICE, "message number " + i).safe());
      }
      assertThat(store.status().segments()).isGreaterThan(6);
      String name = operation == Operation.FORCE_DIRECTORY ? "messages" : ".segment";
      for (int i = 0; i < 3; i++) {
        files.failOnce(operation, name, IO_ERROR);
      }
      store.inboxes().removeUpTo(ALICE, Long.MAX_VALUE);
      Eventually.until(() -> store.status().segments() <= 4);
      assertThat(store.status().failed()).isFalse();
      assertThat(inbox(store, BOB)).isEqualTo(kept);
    }
    OnDisk.forgetCleanStop(directory);
    try (JournalStore store = open()) {
      assertThat(inbox(store, BOB)).isEqualTo(kept);
      assertThat(inbox(store, ALICE)).isEmpty();
      assertThat(store.status().damaged()).isZero();
    }
  }

  private JournalStore open() throws StoreException {
    return JournalStore.open(directory, Small.OPTIONS, files);
  }

  /** After this clean stop, and if it had been a kill. */
  private void assertHolds(String... texts) throws Exception {
    Path killed = OnDisk.copy(directory, parent.resolve("killed"));
    OnDisk.forgetCleanStop(killed);
    for (Path each : List.of(directory, killed)) {
      try (JournalStore store = JournalStore.open(each, Small.OPTIONS, new FaultyFiles())) {
        assertThat(inbox(store, ALICE)).containsExactly(texts);
        assertThat(store.status().damaged()).isZero();
      }
    }
  }
}
