package dev.postern.storage.journal;

import static dev.postern.storage.Some.append;
import static dev.postern.storage.Some.await;
import static dev.postern.storage.Some.hold;
import static dev.postern.storage.Some.inbox;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.Appended;
import dev.postern.storage.Registration;
import dev.postern.storage.Some;
import dev.postern.storage.StoreLimits;
import dev.postern.storage.Usage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is too old leaves, when it is, and not because of a clock that leaps. */
class HousekeepingTest {
  private static final DestinationAddress ALICE = Some.client(1);
  private static final DestinationAddress BOB = Some.client(2);
  private static final Duration TTL = Duration.ofDays(30);
  private static final Duration PART = TTL.dividedBy(720);
  private static final Duration YEAR = Duration.ofDays(365);
  private static final StoreLimits MESSAGES_30_DAYS = limits(TTL, Duration.ZERO);
  private static final StoreLimits REGISTRATIONS_30_DAYS = limits(Duration.ZERO, TTL);

  @TempDir Path parent;
  private Path directory;
  private final HandClock machine = new HandClock();
  private final FailingFiles files = new FailingFiles();
  private JournalStore store;

  @BeforeEach
  void openAndRegister() throws Exception {
    directory = parent.resolve("store");
    open(MESSAGES_30_DAYS);
    register(ALICE);
    register(BOB);
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void aMessage_leavesAfterItsTime_andNotBefore() {
    append(store, ALICE, "old");
    append(store, BOB, "old, too");
    pass(TTL);
    append(store, ALICE, "new");
    assertThat(inbox(store, ALICE)).containsExactly("old", "new");
    pass(PART.plusMinutes(1));
    assertThat(inbox(store, ALICE)).containsExactly("new");
    assertThat(inbox(store, BOB)).isEmpty();
    assertThat(store.inboxes().usage()).isEqualTo(new Usage(1, 3));
    assertThat(store.status().expiredMessages()).isEqualTo(2);
    pass(TTL.plus(PART));
    assertThat(inbox(store, ALICE)).isEmpty();
    assertThat(store.status().expiredMessages()).isEqualTo(3);
  }

  @Test
  void aMessage_thatLeft_staysAway_afterEveryStop() throws Exception {
    append(store, ALICE, "old");
    pass(TTL.plus(PART).plusMinutes(1));
    await(append(store, ALICE, "new").safe());
    reopen(MESSAGES_30_DAYS);
    assertThat(inbox(store, ALICE)).containsExactly("new");
    crash(MESSAGES_30_DAYS);
    assertThat(inbox(store, ALICE)).containsExactly("new");
  }

  @Test
  void theAgeOfAMessage_goesOnOverStopsOfUpToADay() throws Exception {
    append(store, ALICE, "message");
    pass(Duration.ofMinutes(1));
    for (int day = 0; day < 29; day++) {
      stopFor(Duration.ofDays(1));
      assertThat(inbox(store, ALICE)).hasSize(1);
    }
    pass(Duration.ofDays(1).minusMinutes(2));
    assertThat(inbox(store, ALICE)).hasSize(1);
    pass(Duration.ofMinutes(3));
    assertThat(inbox(store, ALICE)).isEmpty();
  }

  @Test
  void theAgeOfAMessage_goesOnOverACrash_atMostAPartLater() throws Exception {
    append(store, ALICE, "marked");
    pass(PART.multipliedBy(3));
    await(append(store, ALICE, "not marked").safe());
    Path copy = OnDisk.copy(directory, directory.resolveSibling("copy"));
    store.close();
    directory = copy;
    open(MESSAGES_30_DAYS);
    pass(TTL.minus(PART.multipliedBy(3)));
    assertThat(inbox(store, ALICE)).containsExactly("marked", "not marked");
    pass(PART.plusMinutes(1));
    assertThat(inbox(store, ALICE)).containsExactly("not marked");
    pass(PART.multipliedBy(3));
    assertThat(inbox(store, ALICE)).isEmpty();
  }

  @Test
  void aClockThatLeaps_deletesNothing() throws Exception {
    append(store, ALICE, "message");
    pass(Duration.ofDays(20));
    for (Duration leap : new Duration[] {Duration.ofDays(-1), YEAR, YEAR.multipliedBy(-3), YEAR}) {
      machine.turn(leap);
      pass(Duration.ofMinutes(2));
      assertThat(inbox(store, ALICE)).hasSize(1);
      stopFor(leap);
      pass(Duration.ofMinutes(2));
      assertThat(inbox(store, ALICE)).hasSize(1);
      machine.turn(leap);
      crash(MESSAGES_30_DAYS);
      assertThat(inbox(store, ALICE)).hasSize(1);
    }
    pass(Duration.ofDays(10).plus(PART));
    assertThat(inbox(store, ALICE)).isEmpty();
  }

  @Test
  void theStoresClock_doesNotLeapWithTheMachines() {
    var before = store.clock().instant();
    machine.turn(YEAR);
    assertThat(store.clock().instant()).isEqualTo(before);
    machine.turn(Duration.ofMinutes(3));
    assertThat(store.clock().instant()).isEqualTo(before.plus(Duration.ofMinutes(3)));
  }

  @Test
  void withoutALifetime_messagesStay() throws Exception {
    reopen(limits(Duration.ZERO, Duration.ZERO));
    append(store, ALICE, "message");
    pass(TTL.multipliedBy(3));
    assertThat(inbox(store, ALICE)).hasSize(1);
    reopen(MESSAGES_30_DAYS); // turned on: messages begin to age with the first mark
    pass(TTL.minusMinutes(1));
    assertThat(inbox(store, ALICE)).hasSize(1);
    pass(PART.plusMinutes(1));
    assertThat(inbox(store, ALICE)).isEmpty();
  }

  @Test
  void aHeldMessage_thatIsTooOld_isLost() {
    append(store, ALICE, "stored");
    Appended held = hold(store, ALICE, "held");
    pass(TTL);
    Appended later = hold(store, ALICE, "held later");
    pass(PART.plusMinutes(1));
    assertThat(held.safe()).isCompletedExceptionally();
    assertThat(later.safe()).isNotDone();
    assertThat(inbox(store, ALICE)).containsExactly("held later");
    assertThat(store.status().heldMessages()).isEqualTo(1);
  }

  @Test
  void damagedOrMissingTimes_makeMessagesYounger_neverOlder() throws Exception {
    append(store, ALICE, "message");
    pass(TTL.minusDays(1));
    store.close();
    OnDisk.flipBit(directory.resolve("times"), 30);
    open(MESSAGES_30_DAYS);
    pass(TTL.minusMinutes(1));
    assertThat(inbox(store, ALICE)).hasSize(1);
    store.close();
    Files.delete(directory.resolve("times"));
    machine.turn(YEAR);
    open(MESSAGES_30_DAYS);
    pass(TTL);
    assertThat(inbox(store, ALICE)).hasSize(1);
    pass(PART);
    assertThat(inbox(store, ALICE)).isEmpty();
  }

  /** Or its first messages, whose positions are low again, would seem to be old ones. */
  @Test
  void aNewJournal_besideOldTimes_isNew() throws Exception {
    for (int i = 0; i < 10; i++) {
      append(store, ALICE, "message");
    }
    pass(TTL.minusDays(1));
    store.close();
    for (Path segment : OnDisk.segments(directory)) {
      Files.delete(segment);
    }
    OnDisk.forgetCleanStop(directory);
    open(MESSAGES_30_DAYS);
    append(store, ALICE, "first of the new journal");
    pass(TTL.minusMinutes(1));
    assertThat(inbox(store, ALICE)).containsExactly("first of the new journal");
  }

  @Test
  void timesThatCantBeWritten_stopNothing_andAreWrittenLater() throws Exception {
    append(store, ALICE, "message");
    Files.createDirectories(directory.resolve("times.tmp/in the way"));
    pass(PART.multipliedBy(2));
    await(append(store, ALICE, "still works").safe());
    assertThat(directory.resolve("times")).doesNotExist();
    Files.delete(directory.resolve("times.tmp/in the way"));
    pass(Duration.ofMinutes(1));
    assertThat(directory.resolve("times")).exists();
  }

  @Test
  void aRegistration_thatIsNotUsed_isForgotten_andOneThatIsUsedStays() throws Exception {
    reopen(REGISTRATIONS_30_DAYS);
    await(append(store, ALICE, "for alice").safe());
    append(store, BOB, "for bob");
    pass(Duration.ofDays(20));
    store.clients().used(BOB, store.clock().instant());
    pass(Duration.ofDays(10));
    assertThat(store.clients().count()).isEqualTo(2);
    pass(Duration.ofMinutes(1));
    assertThat(await(store.clients().find(ALICE))).isEmpty();
    assertThat(inbox(store, ALICE)).isEmpty();
    assertThat(inbox(store, BOB)).containsExactly("for bob");
    assertThat(store.status().expiredRegistrations()).isEqualTo(1);
    reopen(REGISTRATIONS_30_DAYS);
    assertThat(await(store.clients().find(ALICE))).isEmpty();
    assertThat(await(store.clients().find(BOB))).isPresent();
    pass(Duration.ofDays(20).plusMinutes(1));
    assertThat(store.clients().count()).isZero();
    assertThat(store.inboxes().usage()).isEqualTo(new Usage(0, 0));
  }

  @Test
  void aClockThatLeaps_forgetsNobody() throws Exception {
    for (Duration leap : new Duration[] {YEAR, YEAR.negated(), YEAR.multipliedBy(2)}) {
      machine.turn(leap);
      stopFor(leap, REGISTRATIONS_30_DAYS);
      pass(Duration.ofDays(1));
      assertThat(store.clients().count()).isEqualTo(2);
    }
  }

  /** Their last use may be of any time: nothing says which clock it was read from. */
  @Test
  void registrations_olderThanWhatIsKnownOfTime_areAsNewAsThat() throws Exception {
    store.close();
    Files.delete(directory.resolve("times"));
    machine.turn(YEAR);
    open(REGISTRATIONS_30_DAYS);
    pass(TTL);
    reopen(REGISTRATIONS_30_DAYS);
    assertThat(store.clients().count()).isEqualTo(2);
    pass(Duration.ofMinutes(1));
    assertThat(store.clients().count()).isZero();
  }

  /** Time as it passes for a gateway: with a look at it every minute, or every so often here. */
  private void pass(Duration duration) {
    Duration left = duration;
    while (left.compareTo(Duration.ZERO) > 0) {
      Duration step = left.compareTo(PART) < 0 ? left : PART;
      machine.turn(step);
      store.housekeeping().run();
      left = left.minus(step);
    }
  }

  private void stopFor(Duration duration) throws Exception {
    stopFor(duration, MESSAGES_30_DAYS);
  }

  private void stopFor(Duration duration, StoreLimits limits) throws Exception {
    store.close();
    machine.turn(duration);
    open(limits);
    store.housekeeping().run();
  }

  private void reopen(StoreLimits limits) throws Exception {
    store.close();
    open(limits);
  }

  private void crash(StoreLimits limits) throws Exception {
    store.close();
    OnDisk.forgetCleanStop(directory);
    open(limits);
  }

  private void open(StoreLimits limits) throws Exception {
    store = JournalStore.open(directory, Small.OPTIONS, limits, machine, files);
  }

  private void register(DestinationAddress client) {
    var now = store.clock().instant();
    await(store.clients().register(new Registration(client, Some.secret("secret"), now, now)));
  }

  private static StoreLimits limits(Duration messages, Duration registrations) {
    return new StoreLimits(
        StoreLimits.UNLIMITED,
        StoreLimits.UNLIMITED,
        StoreLimits.UNLIMITED,
        StoreLimits.UNLIMITED,
        StoreLimits.UNLIMITED,
        messages,
        registrations,
        0,
        0,
        StoreLimits.LEAST_REPLAY_MEMORY);
  }
}
