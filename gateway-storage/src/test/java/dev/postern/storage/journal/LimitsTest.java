package dev.postern.storage.journal;

import static dev.postern.storage.Some.append;
import static dev.postern.storage.Some.await;
import static dev.postern.storage.Some.hold;
import static dev.postern.storage.Some.inbox;
import static dev.postern.storage.StoreLimits.UNLIMITED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.Appended;
import dev.postern.storage.Refused;
import dev.postern.storage.Some;
import dev.postern.storage.StoreLimits;
import dev.postern.storage.Usage;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused, and that nothing else is touched by it. */
class LimitsTest {
  private static final DestinationAddress ALICE = Some.client(1);
  private static final DestinationAddress BOB = Some.client(2);
  private static final DestinationAddress CAROL = Some.client(3);
  private static final long FLOOR = 100 << 20;
  private static final long RESUME = 200 << 20;
  private static final StoreLimits DISK =
      new StoreLimits(
          UNLIMITED,
          UNLIMITED,
          UNLIMITED,
          UNLIMITED,
          UNLIMITED,
          Duration.ZERO,
          Duration.ZERO,
          FLOOR,
          RESUME,
          StoreLimits.LEAST_REPLAY_MEMORY);

  @TempDir Path parent;
  private Path directory;
  private final FailingFiles files = new FailingFiles();
  private JournalStore store;

  @BeforeEach
  void chooseADirectory() {
    directory = parent.resolve("store");
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void append_aboveTheMessagesOfAnInbox_isRefused_untilSomeAreRemoved() throws Exception {
    open(quotas(2, UNLIMITED, UNLIMITED, UNLIMITED));
    long first = append(store, ALICE, "one").position();
    append(store, ALICE, "two");
    assertRefused(ALICE, 0, Refused.Reason.INBOX_FULL);
    append(store, BOB, "for bob");
    store.inboxes().removeUpTo(ALICE, first);
    append(store, ALICE, "three");
    assertRefused(ALICE, 0, Refused.Reason.INBOX_FULL);
    assertThat(inbox(store, ALICE)).containsExactly("two", "three");
  }

  @Test
  void append_aboveTheBytesOfAnInbox_isRefused() throws Exception {
    open(quotas(UNLIMITED, 10, UNLIMITED, UNLIMITED));
    append(store, ALICE, "1234567");
    assertRefused(ALICE, 4, Refused.Reason.INBOX_FULL);
    append(store, ALICE, "890");
    append(store, ALICE, "");
    assertRefused(ALICE, 1, Refused.Reason.INBOX_FULL);
    append(store, BOB, "1234567890");
  }

  @Test
  void append_aboveTheMessagesOfAll_isRefused() throws Exception {
    open(quotas(UNLIMITED, UNLIMITED, 2, UNLIMITED));
    append(store, ALICE, "one");
    append(store, BOB, "two");
    assertRefused(ALICE, 0, Refused.Reason.STORE_FULL);
    await(store.clients().forget(BOB));
    append(store, ALICE, "three");
  }

  @Test
  void append_aboveTheBytesOfAll_isRefused() throws Exception {
    open(quotas(UNLIMITED, UNLIMITED, UNLIMITED, 10));
    append(store, ALICE, "12345");
    append(store, BOB, "1234");
    assertRefused(ALICE, 2, Refused.Reason.STORE_FULL);
    append(store, ALICE, "1");
  }

  @Test
  void append_whereNothingMayBeStored_isRefused_butHoldingWorks() throws Exception {
    StoreLimits[] nothing = {
      quotas(0, UNLIMITED, UNLIMITED, UNLIMITED),
      quotas(UNLIMITED, 0, UNLIMITED, UNLIMITED),
      quotas(UNLIMITED, UNLIMITED, 0, UNLIMITED),
      quotas(UNLIMITED, UNLIMITED, UNLIMITED, 0)
    };
    for (int i = 0; i < nothing.length; i++) {
      open(nothing[i]);
      assertRefused(ALICE, 0, i < 2 ? Refused.Reason.INBOX_FULL : Refused.Reason.STORE_FULL);
      assertRefused(CAROL, 0, Refused.Reason.UNKNOWN_CLIENT);
      Appended held = hold(store, ALICE, "message");
      store.inboxes().removeUpTo(ALICE, held.position());
      assertThat(held.safe()).isCompleted();
      store.close();
    }
  }

  @Test
  void quotas_countWhatWasThereBefore_andNothingOfItIsThrownAway() throws Exception {
    open(StoreLimits.NONE);
    for (int i = 0; i < 5; i++) {
      append(store, ALICE, "message");
    }
    store.close();
    open(quotas(3, UNLIMITED, UNLIMITED, UNLIMITED));
    assertThat(inbox(store, ALICE)).hasSize(5);
    assertRefused(ALICE, 1, Refused.Reason.INBOX_FULL);
  }

  @Test
  void heldMessages_areNotCountedByQuotas_norInTheJournal() throws Exception {
    open(quotas(2, UNLIMITED, 2, UNLIMITED));
    hold(store, ALICE, "held");
    hold(store, ALICE, "held");
    append(store, ALICE, "one");
    hold(store, ALICE, "held");
    await(append(store, ALICE, "two").safe());
    assertThat(store.status().heldMessages()).isEqualTo(3);
    OnDisk.copy(directory, directory.resolveSibling("crashed"));
    store.close();
    open(StoreLimits.NONE);
    assertThat(inbox(store, ALICE)).containsExactly("one", "two");
    assertThat(store.inboxes().usage()).isEqualTo(new Usage(2, 6));
    assertThat(store.status().heldMessages()).isZero();
    store.close();
    directory = directory.resolveSibling("crashed");
    open(StoreLimits.NONE);
    assertThat(inbox(store, ALICE)).containsExactly("one", "two");
  }

  @Test
  void hold_worksWhileTheDiskFails() throws Exception {
    open(StoreLimits.NONE);
    await(append(store, ALICE, "stored").safe());
    files.failFromNowOn();
    CompletableFuture<Void> waiting = append(store, ALICE, "waiting").safe();
    Eventually.until(() -> store.status().suspended());
    assertRefused(ALICE, 1, Refused.Reason.STORE_FAILED);
    assertThat(waiting).isNotDone();
    Appended held = hold(store, ALICE, "held");
    assertThat(inbox(store, ALICE)).contains("stored", "held");
    store.inboxes().removeUpTo(ALICE, held.position());
    assertThat(held.safe()).isCompleted();
  }

  /** Whoever is told may come back with a call that needs the locks, from another thread. */
  @Test
  void whoeverWaitsForAHeldMessage_isToldOutsideOfAllLocks() throws Exception {
    open(StoreLimits.NONE);
    Appended confirmed = hold(store, ALICE, "confirmed");
    Appended left = hold(store, BOB, "left");
    var told = confirmed.safe().thenRun(() -> await(CompletableFuture.runAsync(this::useLocks)));
    var toldToo =
        left.safe()
            .exceptionally(
                failure -> {
                  await(CompletableFuture.runAsync(this::useLocks));
                  return null;
                });
    store.inboxes().removeUpTo(ALICE, confirmed.position());
    await(store.clients().forget(BOB));
    assertThat(told).isCompleted();
    assertThat(toldToo).isCompleted();
  }

  @Test
  void maxRegistrations_oneClientMore_isRefused_andThoseWhoAreHereMayRegisterAnew()
      throws Exception {
    open(StoreLimits.NONE.withMaxRegistrations(2)); // Alice and Bob
    assertThat(store.clients().register(Some.registration(CAROL)))
        .failsWithin(Duration.ofMinutes(1))
        .withThrowableThat()
        .withMessageContaining("max_registrations");
    await(store.clients().register(Some.registration(ALICE, "another secret")));
    await(store.clients().forget(BOB));
    await(store.clients().register(Some.registration(CAROL)));
    assertThat(store.clients().count()).isEqualTo(2);
  }

  @Test
  void belowTheFloor_nothingNewIsTaken_untilThereIsMoreRoomThanTheHigherMark() throws Exception {
    open(DISK);
    long first = append(store, ALICE, "one").position();
    free(FLOOR - 1);
    assertRefused(ALICE, 1, Refused.Reason.DISK_FULL);
    assertThat(store.clients().register(Some.registration(CAROL))).isCompletedExceptionally();
    assertThat(store.status().diskFull()).isTrue();
    // What frees room goes on, and so do those who are known.
    store.inboxes().removeUpTo(ALICE, first);
    await(store.clients().register(Some.registration(ALICE, "another secret")));
    await(store.clients().forget(BOB));
    hold(store, ALICE, "held");
    free(RESUME - 1);
    assertRefused(ALICE, 1, Refused.Reason.DISK_FULL);
    free(RESUME + (1 << 20)); // a bit may still wait to be written
    assertThat(store.status().diskFull()).isFalse();
    await(append(store, ALICE, "two").safe());
    await(store.clients().register(Some.registration(CAROL)));
    free(FLOOR + (1 << 20));
    append(store, ALICE, "three");
  }

  @Test
  void aStoreThatOpensOnAFullDisk_isReadable_andTakesNothing() throws Exception {
    open(DISK);
    append(store, ALICE, "one");
    store.close();
    files.usableSpace(0);
    store = JournalStore.open(directory, Small.OPTIONS, DISK, Clock.systemUTC(), files);
    assertThat(inbox(store, ALICE)).containsExactly("one");
    assertRefused(ALICE, 1, Refused.Reason.DISK_FULL);
  }

  @Test
  void aBurst_doesNotRunThroughTheFloor_beforeTheDiskIsLookedAtAgain() throws Exception {
    open(DISK);
    free(FLOOR + 20_000);
    int taken = 0;
    while (store.inboxes().append(ALICE, new byte[1000], 0, 1000) instanceof Appended) {
      taken++;
      assertThat(taken).isLessThan(1000);
    }
    assertThat(taken).isBetween(1, 20_000 / RecordFormat.bytes(1000));
    assertRefused(ALICE, 1, Refused.Reason.DISK_FULL);
    assertThat(inbox(store, ALICE)).hasSize(taken);
  }

  /** On a small disk the bounds are a twentieth and a tenth of it: 5 and 10 GiB of 100. */
  @Test
  void bounds_areNotLargerThanTheirShareOfTheDisk() throws Exception {
    open(
        new StoreLimits(
            UNLIMITED,
            UNLIMITED,
            UNLIMITED,
            UNLIMITED,
            UNLIMITED,
            Duration.ZERO,
            Duration.ZERO,
            1L << 40,
            1L << 41,
            StoreLimits.LEAST_REPLAY_MEMORY));
    free(6L << 30);
    append(store, ALICE, "one");
    free(4L << 30);
    assertRefused(ALICE, 1, Refused.Reason.DISK_FULL);
    free(11L << 30);
    append(store, ALICE, "two");
  }

  @Test
  void diskFiles_knowTheRoomOnTheDisk() throws Exception {
    open(StoreLimits.NONE);
    DiskFiles disk = new DiskFiles();
    assertThat(disk.usableSpace(directory)).isLessThanOrEqualTo(disk.totalSpace(directory));
    assertThat(disk.totalSpace(directory)).isPositive();
  }

  private void useLocks() {
    append(store, ALICE, "message");
    inbox(store, ALICE);
  }

  private void free(long bytes) {
    files.usableSpace(bytes);
    store.housekeeping().run();
  }

  private void assertRefused(DestinationAddress owner, int length, Refused.Reason reason) {
    Usage before = store.inboxes().usage();
    assertThat(store.inboxes().append(owner, new byte[length], 0, length))
        .isEqualTo(new Refused(reason));
    assertThat(store.inboxes().usage()).isEqualTo(before);
  }

  private void open(StoreLimits limits) throws Exception {
    store = JournalStore.open(directory, Small.OPTIONS, limits, Clock.systemUTC(), files);
    await(store.clients().register(Some.registration(ALICE)));
    await(store.clients().register(Some.registration(BOB)));
  }

  private static StoreLimits quotas(
      long inboxMessages, long inboxBytes, long messages, long bytes) {
    return new StoreLimits(
        inboxMessages,
        inboxBytes,
        messages,
        bytes,
        UNLIMITED,
        Duration.ZERO,
        Duration.ZERO,
        0,
        0,
        StoreLimits.LEAST_REPLAY_MEMORY);
  }
}
