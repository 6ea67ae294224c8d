package dev.postern.storage.journal;

import dev.postern.storage.Registration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides how changes of registrations get into {@link RegistryFile}: behind the others, or with a
 * file that is written anew; and when it hears who was here. The writer's thread only.
 */
final class RegistryWriter {
  private static final Logger log = LoggerFactory.getLogger(RegistryWriter.class);
  private static final long USES_EVERY_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final RegistryFile file;
  private final Registry registry;
  private final LogLimit limit = new LogLimit();
  private long usesWrittenAt = System.nanoTime();

  RegistryWriter(RegistryFile file, Registry registry) {
    this.file = file;
    this.registry = registry;
  }

  /** Where all registrations come from when the file is written anew. */
  interface Snapshot {
    /** With the changes in hand and all that are queued; it may be written when this returns. */
    Collection<Registration> take() throws IOException;
  }

  /** Makes changes durable; can be done again from the beginning after it failed. */
  void write(Collection<Work> group, Snapshot snapshot) throws IOException {
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
    if (changes.isEmpty() || rewritten(snapshot)) {
      return;
    }
    file.write(changes);
    if (mustBeDurable) {
      file.force();
    }
  }

  /** The last word before a stop. */
  void finish(Snapshot snapshot) throws IOException {
    if (!rewritten(snapshot)) {
      file.write(registry.takeUses());
      file.force();
    }
  }

  /** Writes the file anew if it must be, or if it is time and can be done. */
  private boolean rewritten(Snapshot snapshot) throws IOException {
    if (!file.condemned() && !file.mostlyDead(registry.count())) {
      return false;
    }
    try {
      file.rewrite(snapshot.take());
      return true;
    } catch (IOException e) {
      if (file.condemned()) {
        throw e;
      }
      if (limit.passes()) {
        log.warn("The registrations could not be written anew, which can wait: {}", e.toString());
      }
      return false;
    }
  }
}
