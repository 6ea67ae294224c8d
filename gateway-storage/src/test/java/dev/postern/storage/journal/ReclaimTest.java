package dev.postern.storage.journal;

import static dev.postern.storage.Some.append;
import static dev.postern.storage.Some.await;
import static dev.postern.storage.Some.inbox;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.Appended;
import dev.postern.storage.Some;
import dev.postern.storage.StoredMessage;
import dev.postern.storage.Usage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disk use follows what is stored, and what was removed stays removed. */
class ReclaimTest {
  private static final DestinationAddress ALICE = Some.client(1);
  private static final DestinationAddress BOB = Some.client(2);
  private static final DestinationAddress CAROL = Some.client(3);

  @TempDir Path directory;
  private JournalStore store;

  @BeforeEach
  void openWithThreeClients() throws Exception {
    store = JournalStore.open(directory, Small.OPTIONS, new FailingFiles());
    for (DestinationAddress client : List.of(ALICE, BOB, CAROL)) {
      await(store.clients().register(Some.registration(client)));
    }
  }

  @Test
  void segments_whoseMessagesAreAllDelivered_areDeleted() throws Exception {
    fill(ALICE, 100);
    assertThat(store.status().segments()).isGreaterThan(8);
    removeAll(ALICE);
    until(() -> store.status().segments() <= 2);
    assertThat(OnDisk.segments(directory)).hasSizeLessThanOrEqualTo(2);
    store.close();
  }

  @Test
  void survivors_moveForward_andKeepOrderAndPosition() throws Exception {
    List<Long> kept = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      if (i % 20 == 0) {
        kept.add(append(store, BOB, "survivor " + i).position());
      }
      append(store, ALICE, "message number " + i);
    }
    removeAll(ALICE);
    until(() -> store.status().journalBytes() <= 2 * store.status().liveBytes() + 2 * 1024);
    for (int i = 0; i < 3; i++) {
      assertThat(inbox(store, BOB))
          .containsExactly(
              "survivor 0", "survivor 20", "survivor 40", "survivor 60", "survivor 80");
      assertThat(Some.all(store, BOB, 0).stream().map(StoredMessage::position)).isEqualTo(kept);
      assertThat(inbox(store, ALICE)).isEmpty();
      reopen(i == 0 ? Stop.UNCLEAN : Stop.CLEAN);
    }
    store.close();
  }

  @Test
  void aRemoval_whoseSegmentIsDeletedBeforeThatOfItsMessages_staysInForce() throws Exception {
    // First segment: one message of Alice's among many of Bob's, who never comes.
    append(store, ALICE, "must not come back");
    fill(BOB, 9);
    // Behind it the removal of Alice's message, among messages of Carol's that are all delivered.
    fill(CAROL, 5);
    removeAll(ALICE);
    fill(CAROL, 40);
    removeAll(CAROL);
    until(() -> store.status().segments() <= 4);
    reopen(Stop.UNCLEAN);
    assertThat(inbox(store, ALICE)).isEmpty();
    assertThat(inbox(store, CAROL)).isEmpty();
    assertThat(inbox(store, BOB)).hasSize(9);
    store.close();
  }

  @Test
  void diskUse_staysBounded_howeverMuchPassesThrough() throws Exception {
    fill(BOB, 20);
    for (int i = 0; i < 100; i++) {
      fill(ALICE, 20);
      removeAll(ALICE);
      // Every fifth stays for long.
      append(store, CAROL, "one of Carol's");
      if (i % 5 == 4) {
        removeAll(CAROL);
      }
    }
    until(() -> store.status().journalBytes() <= 2 * store.status().liveBytes() + 3 * 1024);
    reopen(Stop.UNCLEAN);
    assertThat(inbox(store, BOB)).hasSize(20);
    assertThat(inbox(store, ALICE)).isEmpty();
    store.close();
  }

  /** While clients confirm in small portions, as they do. */
  @RepeatedTest(3)
  void diskUse_isAtMostTwiceWhatIsStored_andTwoSegments(RepetitionInfo round) throws Exception {
    store.close();
    long segment = 64 << 10;
    store =
        JournalStore.open(
            directory, new JournalOptions(segment, 16 << 10, 1 << 20, 8 << 10), new DiskFiles());
    Random random = new Random(round.getCurrentRepetition());
    List<DestinationAddress> owners = List.of(ALICE, BOB, CAROL);
    Map<DestinationAddress, Queue<Long>> stored = new HashMap<>();
    owners.forEach(owner -> stored.put(owner, new ArrayDeque<>()));
    for (int i = 0; i < 4000; i++) {
      // Carol comes rarely, Bob never in the second half: what survives gets old.
      DestinationAddress owner = owners.get(random.nextInt(3));
      Appended appended = append(store, owner, "m".repeat(500 + random.nextInt(2000)));
      stored.get(owner).add(appended.position());
      boolean reads = owner.equals(ALICE) || random.nextInt(40) == 0;
      for (int n = reads ? random.nextInt(16) : 0; n > 0 && stored.get(owner).size() > 1; n--) {
        store.inboxes().removeUpTo(owner, stored.get(owner).remove());
      }
      await(appended.safe());
      StoreStatus status = store.status();
      assertThat(status.journalBytes())
          .as("after %d messages: %s", i, status)
          .isLessThanOrEqualTo(2 * status.liveBytes() + 2 * segment);
    }
    owners.forEach(owner -> assertThat(inbox(store, owner)).hasSize(stored.get(owner).size()));
    store.close();
  }

  /** A record that can't be read is counted out when its segment goes, not when somebody asks. */
  @Test
  void aDamagedSurvivor_leavesItsInbox_whenItsSegmentIsReclaimed() throws Exception {
    append(store, BOB, "rots");
    append(store, BOB, "stays");
    fill(ALICE, 20);
    Path oldest = OnDisk.segments(directory).get(0);
    OnDisk.flipBit(oldest, FileHeader.BYTES + RecordFormat.HEADER_BYTES);
    removeAll(ALICE);
    until(() -> !Files.exists(oldest));
    assertThat(store.inboxes().usage(BOB)).isEqualTo(new Usage(1, "stays".length()));
    assertThat(inbox(store, BOB)).containsExactly("stays");
    assertThat(store.status().damaged()).isEqualTo(1);
    store.close();
  }

  /** Survivors of one step that are longer together than the longest record. */
  @Test
  void longSurvivors_moveForward_withSmallGroups() throws Exception {
    store.close();
    store =
        JournalStore.open(directory, new JournalOptions(4 << 20, 512, 8 << 20, 0), new DiskFiles());
    String shorter = "a".repeat(200 << 10);
    String longest = "b".repeat(RecordFormat.MAX_PAYLOAD_BYTES);
    append(store, BOB, shorter);
    append(store, BOB, longest);
    for (int i = 0; i < 4; i++) {
      await(append(store, ALICE, "c".repeat(900 << 10)).safe());
    }
    removeAll(ALICE);
    until(() -> store.status().journalBytes() < 3 << 20);
    assertThat(inbox(store, BOB)).containsExactly(shorter, longest);
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
    store = JournalStore.open(directory, Small.OPTIONS, new FailingFiles());
    assertThat(store.status().damaged()).isZero();
  }

  private void fill(DestinationAddress owner, int messages) {
    for (int i = 0; i < messages; i++) {
      await(append(store, owner, "message number " + i).safe());
    }
  }

  private void removeAll(DestinationAddress owner) {
    store.inboxes().removeUpTo(owner, Long.MAX_VALUE);
  }

  /** Lets groups pass, each with its step of work, until it is so. */
  private void until(BooleanSupplier condition) {
    for (int i = 0; i < 10_000 && !condition.getAsBoolean(); i++) {
      await(store.clients().forget(Some.client(99)));
    }
    assertThat(condition.getAsBoolean()).as(() -> store.status().toString()).isTrue();
  }
}
