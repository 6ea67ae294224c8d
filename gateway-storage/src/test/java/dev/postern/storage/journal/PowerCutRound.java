package dev.postern.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.storage.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The lives of one store, of which all but the last end with a power cut, or with the death of the
 * process alone: while it works, opens, recovers, closes or rests. After each the store must open,
 * with all that it had promised. What happens follows from the seed: work is queued while the
 * writer rests, and nothing else is done until it rests again. In some lives the disk fails once
 * before that, and loses what it should have kept.
 */
final class PowerCutRound {
  private static final int CLIENTS = 5;
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Random random;
  private final Path directory;
  private final JournalOptions options;
  private final PowerCutFiles files;
  private final Model model = new Model(CLIENTS);
  private final RandomWork work;
  private boolean crashed;

  PowerCutRound(long seed, Path directory) {
    this.random = new Random(seed);
    random.nextInt(); // the first numbers of neighbouring seeds are neighbours
    this.directory = directory;
    int segmentBytes = 1024 << random.nextInt(7);
    int groupBytes = 256 << random.nextInt(6);
    int freshBytes = random.nextInt(1 + (1000 << random.nextInt(6)));
    this.options = new JournalOptions(segmentBytes, groupBytes, 16 << 20, freshBytes);
    this.files = new PowerCutFiles(directory, random.nextLong());
    this.work = new RandomWork(random, model, CLIENTS, 3000);
  }

  void run() throws IOException {
    int cuts = 1 + random.nextInt(4);
    for (int cut = 0; cut < cuts; cut++) {
      files.cutAfter(random.nextInt(4 << random.nextInt(9)));
      if (random.nextInt(4) == 0) {
        files.failAfter(random.nextInt(200));
      }
      JournalStore store = open();
      if (store != null) {
        workUntilTheCut(store);
      }
      if (random.nextInt(4) == 0) {
        if (files.hasFailed()) {
          model.doubt();
        }
        files.restart();
      } else {
        files.powerOn();
        model.trust();
      }
      crashed = true;
    }
    endWell();
  }

  /** What was done to files, and what was left of them. */
  List<String> calls() {
    return files.calls();
  }

  /** Null if the disk failed or the power went before it was open, and what it held was seen. */
  private @Nullable JournalStore open() throws IOException {
    StoreReport seen = crashed && StoreSnapshot.isStore(directory) ? verify() : null;
    JournalStore store;
    try {
      store = JournalStore.open(directory, options, files);
    } catch (StoreException e) {
      if (!files.isOut() && !files.hasFailed()) {
        throw e;
      }
      files.cut();
      return null;
    }
    if (!rests(store)) {
      die(store);
      return null;
    }
    if (crashed) {
      model.assertKept(store);
      crashed = false;
      if (seen != null) {
        assertThat(seen.figures().stored()).isEqualTo(store.inboxes().usage());
        assertThat(seen.figures().registrations()).isEqualTo(store.clients().count());
      }
    } else {
      model.assertSame(store);
    }
    if (!files.everTore()) {
      assertThat(store.status().damaged()).as("damaged places").isZero();
    }
    return store;
  }

  /** What somebody sees who only looks at what the cut left. */
  private StoreReport verify() throws IOException {
    try (StoreSnapshot snapshot = StoreSnapshot.read(directory)) {
      StoreReport report = snapshot.verify();
      if (!files.everTore()) {
        assertThat(report.findings()).as("what is wrong").noneMatch(StoreFinding::damage);
      }
      return report;
    }
  }

  private void workUntilTheCut(JournalStore first) throws IOException {
    JournalStore store = first;
    int steps = 1 + random.nextInt(80);
    int manyRegistrations = random.nextInt(10) == 0 ? random.nextInt(steps) : -1;
    for (int step = 0; step < steps; step++) {
      if (step == manyRegistrations) {
        rewriteRegistry(store);
      } else {
        ask(store);
      }
      if (!rests(store)) {
        die(store);
        return;
      }
      work.look(store);
      if (random.nextInt(50) == 0) {
        store.close();
        if (files.isOut()) {
          model.died();
          return;
        }
        model.stopped();
        if (random.nextInt(5) == 0) {
          files.cut(); // nothing is open, nothing may be lost
          return;
        }
        store = open();
        if (store == null) {
          return;
        }
      }
    }
    files.cut();
    die(store);
  }

  /** Queues work at once, for one group or several. */
  private void ask(JournalStore store) {
    synchronized (store.intake()) {
      int changes = 1 + random.nextInt(1 << random.nextInt(7));
      for (int i = 0; i < changes; i++) {
        work.change(store);
      }
    }
  }

  /** So many registrations that their file is written anew; the power goes while it is. */
  private void rewriteRegistry(JournalStore store) {
    if (!files.hasFailed()) {
      files.cutAfter(Long.MAX_VALUE);
    }
    register(store, 1000);
    if (rests(store)) {
      files.cutAfter(random.nextInt(24));
      register(store, 15);
    }
  }

  private void register(JournalStore store, int times) {
    synchronized (store.intake()) {
      for (int i = 0; i < times; i++) {
        work.register(store, i % CLIENTS);
      }
    }
  }

  /** Waits until all is done; false if it never will be because the power went. */
  private boolean rests(JournalStore store) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!files.isOut() && !store.intake().writerRests()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("the writer is at work for a minute: " + store.status());
      }
      LockSupport.parkNanos(20_000);
    }
    return !files.isOut();
  }

  private void die(JournalStore store) {
    store.close();
    model.died();
  }

  private void endWell() throws IOException {
    JournalStore store = open();
    if (store == null) {
      throw new AssertionError("the power is on");
    }
    synchronized (store.intake()) {
      for (int client = 0; client < CLIENTS; client++) {
        work.register(store, client);
        work.append(store, client);
      }
    }
    rests(store);
    if (random.nextInt(4) == 0) { // a clean stop takes its time
      store.close();
      model.stopped();
      store = JournalStore.open(directory, options, files);
      model.assertSame(store);
    }
    files.cut();
    die(store);
  }
}
