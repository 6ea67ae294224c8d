package dev.postern.storage.journal;

import dev.postern.storage.Registration;
import dev.postern.storage.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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
 * disk is slow. The first failure is the last thing that happens: what may not be durable fails,
 * the store takes nothing more, and the next start finds out what is on disk.
 */
final class JournalWriter implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(JournalWriter.class);
  private static final long USES_EVERY_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final Intake intake;
  private final Journal journal;
  private final RegistryFile registryFile;
  private final Registry registry;
  private final FreshMessages fresh;
  private final Reclaim reclaim;
  private final int groupBytes;
  private final List<Work> group = new ArrayList<>();
  private final AtomicLong groups = new AtomicLong();
  private long usesWrittenAt = System.nanoTime();
  private volatile boolean clean;

  JournalWriter(
      Intake intake,
      Journal journal,
      RegistryFile registryFile,
      Registry registry,
      Inboxes inboxes,
      Damage damage,
      JournalOptions options) {
    this.intake = intake;
    this.journal = journal;
    this.registryFile = registryFile;
    this.registry = registry;
    this.fresh = new FreshMessages(options.freshBytes());
    this.reclaim = new Reclaim(journal, inboxes, damage, options);
    this.groupBytes = (int) Math.min(options.groupBytes(), options.segmentBytes());
  }

  @Override
  public void run() {
    try {
      boolean more = reclaim.work();
      while (intake.take(group, groupBytes, more ? 0 : USES_EVERY_NANOS)) {
        write();
        group.clear();
        more = reclaim.work();
      }
      registryFile.write(registry.takeUses());
      registryFile.force();
      journal.force();
      clean = true;
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

  private void write() throws IOException {
    writeJournal();
    writeRegistry();
    long bytes = 0;
    for (Work work : group) {
      bytes += work.recordBytes();
      if (work instanceof FreshMessage message) {
        message.durable().complete(null);
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
          journal.current().lives(message.recordBytes());
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
    List<RegistryChange> changes = new ArrayList<>();
    for (Work work : group) {
      if (work instanceof RegistryChange change) {
        changes.add(change);
      }
    }
    boolean mustBeDurable = !changes.isEmpty();
    if (System.nanoTime() - usesWrittenAt >= USES_EVERY_NANOS) {
      usesWrittenAt = System.nanoTime();
      changes.addAll(registry.takeUses());
    }
    if (changes.isEmpty()) {
      return;
    }
    Collection<Registration> whole = wholeRegistry();
    if (whole != null) {
      registryFile.rewrite(whole);
      return;
    }
    registryFile.write(changes);
    if (mustBeDurable) {
      registryFile.force();
    }
  }

  /** What to write instead of changes, if it is time, and the changes in hand are the last ones. */
  private @Nullable Collection<Registration> wholeRegistry() {
    if (!registryFile.mostlyDead(registry.count())) {
      return null;
    }
    synchronized (intake) {
      return intake.isEmpty() ? registry.snapshot() : null;
    }
  }

  private void apply(Removal removal) {
    removal.dead().forEach(this::died);
    for (FreshMessage message : removal.fresh()) {
      fresh.remove(message);
      died(message.location().segment(), message.recordBytes());
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
