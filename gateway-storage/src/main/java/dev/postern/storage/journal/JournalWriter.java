package dev.postern.storage.journal;

import dev.postern.storage.Registration;
import dev.postern.storage.StoreException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. Takes all that waits, and does this with it:
 *
 * <pre>
 *   records of messages and removals → one write, one fsync
 *   records of registrations         → one write, one fsync, if there are any
 *   futures complete                   (nothing before this line has told anybody anything)
 *   inboxes learn where it stands      and contents that are too much for memory leave it
 *   a step of {@link Reclaim}
 * </pre>
 *
 * While one group is on its way to the disk the next one gathers, so groups are as large as the
 * disk is slow; and a little larger under load, by {@link Gathering}.
 *
 * <p>When the disk fails, the file that it failed in is condemned (see {@link Journal}), and the
 * group is written once more, elsewhere. If that fails too, there is a {@link Suspension}: the
 * group and what is behind it wait in memory until the disk takes them, or until the store is
 * closed. Removals don't wait: they take effect at once, and a message whose client has confirmed
 * it meanwhile is safe without the disk. A failed step of Reclaim holds nobody up, and is tried
 * again later. What is none of the disk's making is a bug: then the store takes nothing more.
 */
final class JournalWriter implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(JournalWriter.class);
  private static final long FIRST_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long LONGEST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  // After so many positions without a record the next group is written whatever became of it: a
  // start after a crash must be able to tell which positions were given away.
  private static final long MOST_WITHOUT_RECORD = Rebuild.POSITIONS_IN_FLIGHT / 4;

  private final Intake intake;
  private final Journal journal;
  private final RegistryWriter registryWriter;
  private final Registry registry;
  private final FreshMessages fresh;
  private final PacedReclaim reclaim;
  private final Suspension suspension;
  private final int groupBytes;
  private final Gathering gathering;
  private final List<Work> group = new ArrayList<>();
  // What was taken from the intake and is not in a group yet: messages and registrations.
  private final Queue<Work> backlog = new ArrayDeque<>();
  private final AtomicLong groups = new AtomicLong();
  private long lastOnDisk; // a position; as far as this writer knows
  private volatile boolean clean;

  JournalWriter(
      Intake intake,
      Journal journal,
      RegistryFile registryFile,
      Registry registry,
      Inboxes inboxes,
      Damage damage,
      Suspension suspension,
      JournalOptions options) {
    this.intake = intake;
    this.journal = journal;
    this.registryWriter = new RegistryWriter(registryFile, registry);
    this.registry = registry;
    this.fresh = new FreshMessages(options.freshBytes());
    this.reclaim = new PacedReclaim(new Reclaim(journal, inboxes, damage, options));
    this.suspension = suspension;
    this.groupBytes = (int) Math.min(options.groupBytes(), options.segmentBytes());
    this.gathering = new Gathering(options.gatheringNanos(), groupBytes);
  }

  @Override
  public void run() {
    try {
      long waitNanos = reclaim.step();
      while (next(waitNanos)) {
        write();
        waitNanos = reclaim.step();
      }
      clean = finish();
    } catch (StoreException e) { // closed while nothing could be written
      log.warn(
          "{} What waited is not acknowledged: {}", e.getMessage(), String.valueOf(e.getCause()));
      abandon(e);
    } catch (Throwable e) {
      fail(e);
    }
  }

  /** Whether it ended with all in its place. */
  boolean endedClean() {
    return clean;
  }

  /** How many groups became durable. */
  long groups() {
    return groups.get();
  }

  /** The time in which the disk takes nothing, if it is one. */
  Suspension suspension() {
    return suspension;
  }

  /** Gathers the next group; false if the store is closed and there is none. */
  private boolean next(long waitNanos) throws InterruptedException {
    group.clear();
    if (!backlog.isEmpty()) {
      Work.moveGroup(backlog, group, groupBytes);
      dropSettled();
      return true;
    }
    suspension.end();
    intake.await(waitNanos);
    boolean more = intake.take(group, groupBytes, gathering.await(intake));
    dropNeedless();
    return more;
  }

  /**
   * What left its inbox while its group gathered is safe with its client: neither it nor its
   * removal need be written.
   */
  private void dropNeedless() {
    if (intake.lastPosition() - lastOnDisk > MOST_WITHOUT_RECORD) {
      return;
    }
    long bytes = 0;
    for (Iterator<Work> works = group.iterator(); works.hasNext(); ) {
      Work work = works.next();
      if (work instanceof FreshMessage message && message.hasLeft()) {
        message.settle();
        bytes += message.recordBytes();
        works.remove();
      } else if (work instanceof Removal removal && removal.leavesNothingOnDisk()) {
        bytes += removal.recordBytes();
        works.remove();
      }
    }
    if (bytes > 0) {
      intake.settled(bytes);
    }
  }

  private void write() throws InterruptedException, StoreException {
    insist(this::writeJournal);
    insist(this::writeRegistry);
    if (!group.isEmpty()) {
      settle();
    }
  }

  /** A part of the work that can be done again from its beginning. */
  private interface Step {
    void run() throws IOException;
  }

  private static @Nullable IOException failure(Step step) {
    try {
      step.run();
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  private void insist(Step step) throws InterruptedException, StoreException {
    IOException failure = failure(step);
    if (failure != null) {
      failure = failure(step); // the file that it failed in is condemned: this is another one
    }
    if (failure != null) {
      suspension.because(failure);
      List<Work> inHand = List.copyOf(group);
      group.clear();
      sort(inHand, group);
    }
    Backoff backoff = new Backoff(FIRST_RETRY_NANOS, LONGEST_RETRY_NANOS);
    while (failure != null) {
      boolean open = collectFor(backoff.nextNanos());
      failure = failure(step);
      if (failure != null) {
        suspension.because(failure);
        if (!open) {
          throw new StoreException("The store was closed while its disk took nothing.", failure);
        }
      }
    }
  }

  /** Takes in what comes for so long; false if the store is closed, and nothing more comes. */
  private boolean collectFor(long nanos) throws InterruptedException {
    long until = System.nanoTime() + nanos;
    boolean open = true;
    for (long left = nanos; open && left > 0; left = until - System.nanoTime()) {
      List<Work> arrived = new ArrayList<>();
      open = intake.drain(arrived, Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)));
      sort(arrived, backlog);
    }
    reclaim.deleteEmpty();
    return open;
  }

  /** Removals take effect, and are written some time; the rest waits. */
  private void sort(List<Work> arrived, Collection<Work> waiting) {
    for (Work work : arrived) {
      if (work instanceof Removal removal) {
        journal.owe(removal.owner(), removal.upTo());
        long bytes = removal.recordBytes();
        for (FreshMessage message : removal.fresh()) {
          if (!message.settled()) {
            message.settle();
            bytes += message.recordBytes();
          }
        }
        intake.settled(bytes);
        apply(removal);
      } else if (work instanceof Discard discard) {
        died(discard.location().segment(), discard.location().recordBytes());
      } else {
        waiting.add(work);
        if (work instanceof FreshMessage) {
          suspension.waits();
        }
      }
    }
    dropSettled();
  }

  /** Messages that their clients have confirmed need not be written any more. */
  private void dropSettled() {
    group.removeIf(work -> work instanceof FreshMessage message && message.settled());
  }

  private void settle() {
    long bytes = 0;
    for (Work work : group) {
      bytes += work.recordBytes();
      if (work instanceof FreshMessage message) {
        Segment segment = journal.segment(message.location().segment());
        if (segment != null) {
          segment.lives(message.recordBytes());
        }
        message.settleDurable();
        lastOnDisk = message.position();
      } else if (work instanceof RegistryChange change) {
        change.durable().complete(null);
      }
    }
    intake.settled(bytes);
    reclaim.owes(bytes);
    groups.incrementAndGet();
    for (Work work : group) {
      if (work instanceof FreshMessage message) {
        message.inbox().stored(message.position(), message.location());
        fresh.add(message);
      } else if (work instanceof Removal removal) {
        apply(removal);
      } else if (work instanceof Discard discard) {
        died(discard.location().segment(), discard.location().recordBytes());
      }
    }
    fresh.trim();
  }

  private void writeJournal() throws IOException {
    journal.writeOwed();
    boolean mustBeDurable = false;
    int bytes = 0;
    for (Work work : group) {
      bytes += work instanceof RegistryChange ? 0 : work.recordBytes();
      mustBeDurable |= work instanceof FreshMessage || work instanceof RegistryChange;
    }
    if (bytes > 0) {
      journal.reserve(bytes);
      for (Work work : group) {
        if (work instanceof FreshMessage message) {
          message.writtenTo(
              journal.put(message.owner(), message.position(), message.message().content()));
        } else if (work instanceof Removal removal) {
          journal.putRemoval(removal.owner(), removal.upTo());
        }
      }
      journal.write();
    }
    // A removal by itself may wait: if it is lost, its messages come twice, which is allowed. But a
    // client is forgotten only after its inbox is.
    if (mustBeDurable) {
      journal.force();
    }
  }

  private void writeRegistry() throws IOException {
    registryWriter.write(group, this::allRegistrations);
  }

  /**
   * All registrations, with the changes that are queued. A client that was forgotten isn't among
   * them, so the removal of its inbox, which was queued before, goes to the disk first.
   */
  private Collection<Registration> allRegistrations() throws IOException {
    List<Work> arrived = new ArrayList<>();
    Collection<Registration> whole;
    synchronized (intake) {
      arrived.addAll(intake.abandon());
      whole = registry.snapshot();
    }
    sort(arrived, backlog);
    journal.writeOwed();
    journal.force();
    return whole;
  }

  /** Brings what nobody waits for to the disk; whether all is there. */
  private boolean finish() {
    IOException failure = failure(this::finishFiles);
    if (failure != null) {
      failure = failure(this::finishFiles);
    }
    if (failure != null) {
      log.warn(
          "The stop is not clean ({}), so the next start reads the journal", failure.toString());
      return false;
    }
    return true;
  }

  private void finishFiles() throws IOException {
    journal.finish();
    registryWriter.finish(this::allRegistrations);
  }

  private void apply(Removal removal) {
    removal.dead().forEach(this::died);
    for (FreshMessage message : removal.fresh()) {
      fresh.remove(message);
      if (message.isDurable()) {
        died(message.location().segment(), message.recordBytes());
      }
    }
  }

  private void died(int number, int recordBytes) {
    Segment segment = journal.segment(number);
    if (segment != null) {
      segment.died(recordBytes);
      reclaim.owes(recordBytes);
    }
  }

  private void fail(Throwable e) {
    StoreException failure =
        new StoreException("The store failed; restart to see what is on disk.", e);
    intake.close(failure);
    log.error("The store failed, and takes nothing more until it is opened again: {}", e, e);
    abandon(failure);
  }

  private void abandon(StoreException failure) {
    group.addAll(backlog);
    group.addAll(intake.abandon());
    for (Work work : group) {
      if (work instanceof FreshMessage message) {
        message.durable().completeExceptionally(failure);
      } else if (work instanceof RegistryChange change) {
        change.durable().completeExceptionally(failure);
      }
    }
  }
}
