package dev.postern.app.cli;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the heap of the serial collector, which the start script takes, from growing without need.
 * That of JDK 17 collects what is old before the heap grows; that of JDK 25 first lets it grow to
 * its largest size, a quarter of the machine's memory (docs/adr/0034). So whenever what is old has
 * doubled, this asks for a collection. With another collector it does nothing.
 */
final class HeapKeeper {
  /** Below it nothing is collected for this. */
  static final long LEAST_BYTES = 64L << 20;

  private static final String OLD_OF_SERIAL = "Tenured Gen";
  private static final long PAUSE_MILLIS = TimeUnit.SECONDS.toMillis(1);

  private final OldGeneration old;
  private long lived; // bytes that the last collection left, as far as one can see from here

  /** What survived some collections of what is young. */
  interface OldGeneration {
    /** With its garbage. */
    long usedBytes();

    /** Blocks, and the whole process with it. */
    void collect();
  }

  HeapKeeper(OldGeneration old) {
    this.old = old;
  }

  /** Begins to look once a second, if this JVM needs it; for as long as it lives. */
  static void start() {
    Thread thread =
        new Thread(
            () -> serialGeneration().ifPresent(old -> new HeapKeeper(old).lookForEver()),
            "postern-heap");
    thread.setDaemon(true);
    thread.start();
  }

  private static Optional<OldGeneration> serialGeneration() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getName().equals(OLD_OF_SERIAL))
        .findFirst()
        .map(HeapKeeper::over);
  }

  private static OldGeneration over(MemoryPoolMXBean pool) {
    return new OldGeneration() {
      @Override
      public long usedBytes() {
        return pool.getUsage().getUsed();
      }

      @Override
      public void collect() {
        System.gc();
      }
    };
  }

  private void lookForEver() {
    try {
      while (true) {
        Thread.sleep(PAUSE_MILLIS);
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does that, but then this is the end
    }
  }

  /** Collects if what is old has doubled since a collection. */
  void look() {
    long used = old.usedBytes();
    lived = Math.min(lived, used); // the JVM collects, too
    if (used > Math.max(LEAST_BYTES, 2 * lived)) {
      old.collect();
      lived = old.usedBytes();
    }
  }
}
