package dev.postern.storage.journal;

import static dev.postern.storage.Some.append;
import static dev.postern.storage.Some.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.Some;
import dev.postern.storage.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot has all that was durable when it began, whatever happens while it is taken. */
@Timeout(120)
class StoreSnapshotTest {
  private static final DestinationAddress ALICE = Some.client(1);
  private static final DestinationAddress BOB = Some.client(2);
  private static final JournalOptions OPTIONS = new JournalOptions(8 << 10, 4 << 10, 1 << 20, 0);

  @TempDir Path directory;

  private static Set<Long> positions(StoreSnapshot snapshot, DestinationAddress owner)
      throws IOException {
    Set<Long> positions = new HashSet<>();
    FoundMessages messages = snapshot.owners().get(owner);
    for (FoundMessages.Live live :
        messages == null ? List.<FoundMessages.Live>of() : messages.live()) {
      // Its bytes, too, can still be read.
      snapshot.content(owner, live.position(), live.location());
      positions.add(live.position());
    }
    return positions;
  }

  @Test
  void aSnapshot_besideAWriter_hasAllThatIsDurableAndNotRemoved() throws Exception {
    ConcurrentSkipListSet<Long> durable = new ConcurrentSkipListSet<>();
    AtomicBoolean enough = new AtomicBoolean();
    try (JournalStore store = JournalStore.open(directory, OPTIONS, new FailingFiles())) {
      await(store.clients().register(Some.registration(ALICE)));
      await(store.clients().register(Some.registration(BOB)));
      // One in eight is Bob's and stays, so that it is moved forward again and again.
      CompletableFuture<Void> writer =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; !enough.get(); i++) {
                  DestinationAddress owner = i % 8 == 0 ? BOB : ALICE;
                  long position = append(store, owner, "x".repeat(300)).position();
                  if (i % 64 == 63) {
                    await(append(store, BOB, "and this").safe());
                    store.inboxes().removeUpTo(ALICE, position);
                  }
                  if (owner.equals(BOB)) {
                    await(append(store, BOB, "then").safe());
                    durable.add(position);
                  }
                  if (durable.size() > 500) {
                    long last = durable.first() + 1000;
                    durable.headSet(last, true).clear();
                    store.inboxes().removeUpTo(BOB, last);
                  }
                }
              });
      try {
        for (int i = 0; i < 100 && !writer.isDone(); i++) {
          Set<Long> before = Set.copyOf(durable);
          try (StoreSnapshot snapshot = StoreSnapshot.read(directory)) {
            Set<Long> found = positions(snapshot, BOB);
            Set<Long> missing = new HashSet<>(before);
            missing.removeAll(found);
            missing.retainAll(durable); // what was removed meanwhile may be missing
            assertThat(missing).as("round %d", i).isEmpty();
            assertThat(snapshot.verify().findings()).isEmpty();
          }
        }
      } finally {
        enough.set(true);
      }
      await(writer);
      assertThat(store.status().damaged()).isZero();
    }
  }

  @Test
  void figures_sayWhatTheStoreHolds() throws Exception {
    Instant before = Instant.now().minusMillis(1);
    try (JournalStore store = JournalStore.open(directory, Small.OPTIONS, new FailingFiles())) {
      await(store.clients().register(Some.registration(ALICE)));
      await(store.clients().register(Some.registration(BOB)));
      for (int i = 0; i < 20; i++) {
        await(append(store, ALICE, "message").safe());
      }
      await(append(store, BOB, "one").safe());
      try (StoreSnapshot snapshot = StoreSnapshot.read(directory)) {
        StoreFigures figures = snapshot.figures();
        StoreStatus status = store.status();
        assertThat(figures.inUse()).isTrue();
        assertThat(figures.registrations()).isEqualTo(2);
        assertThat(figures.inboxes()).isEqualTo(2);
        assertThat(figures.stored()).isEqualTo(store.inboxes().usage());
        assertThat(figures.segments()).isEqualTo(status.segments());
        assertThat(figures.journalBytes()).isEqualTo(status.journalBytes());
        assertThat(figures.liveBytes()).isEqualTo(status.liveBytes());
        assertThat(figures.liveShare()).isBetween(0.8, 1.0);
        assertThat(figures.oldestAfter().orElseThrow()).isBetween(before, Instant.now());
        assertThat(figures.oldestBefore().orElseThrow())
            .isBetween(figures.oldestAfter().orElseThrow(), Instant.now());
        assertThat(snapshot.largest(1))
            .containsExactly(new InboxFigures(ALICE, new Usage(20, 140)));
        assertThat(snapshot.largest(10)).hasSize(2);
      }
      store.inboxes().removeUpTo(ALICE, Long.MAX_VALUE);
      store.inboxes().removeUpTo(BOB, Long.MAX_VALUE);
    }
    try (StoreSnapshot snapshot = StoreSnapshot.read(directory)) {
      assertThat(snapshot.figures().inboxes()).isZero();
      assertThat(snapshot.figures().oldestAfter()).isEmpty();
      assertThat(snapshot.figures().oldestBefore()).isEmpty();
      assertThat(snapshot.figures().inUse()).isFalse();
    }
  }
}
