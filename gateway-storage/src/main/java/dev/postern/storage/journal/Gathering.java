package dev.postern.storage.journal;

import java.util.concurrent.TimeUnit;

/**
 * Lets a group grow while its parts come thick and fast: a write and an fsync cost the same for one
 * message as for fifty. Who writes now and then waits for nothing: nothing is gathered unless the
 * group before began just now, nor for longer than something more comes in each pause.
 *
 * <p>Where it gathers, what came in the last pause stays for the next group. A client that is here
 * confirms most messages within that time, and what is confirmed need not be written.
 *
 * <pre>
 *   ───┬───────────┬───────────┬───────────┬───────────┬───▶ time
 *    began       pause       pause       pause      the group is taken
 *      └────────────── this group ─────────────┘└─ next ───┘
 * </pre>
 *
 * On the writer's thread.
 */
final class Gathering {
  private static final long PAUSE_MICROS = 1000;

  private final long longestNanos;
  private final int groupBytes;
  private long began; // the last group; at first long ago, as far as anybody can tell

  Gathering(long longestNanos, int groupBytes) {
    this.longestNanos = longestNanos;
    this.groupBytes = groupBytes;
    this.began = System.nanoTime() - longestNanos;
  }

  /**
   * Returns when the group should be taken.
   *
   * @return up to where: what {@link Intake#take} wants to know
   */
  long await(Intake intake) throws InterruptedException {
    long ripe = Long.MAX_VALUE;
    long seen = 0;
    long waiting = intake.unsettledBytes();
    while (waiting > seen && waiting < groupBytes && System.nanoTime() - began < longestNanos) {
      seen = waiting;
      ripe = intake.everPut();
      TimeUnit.MICROSECONDS.sleep(PAUSE_MICROS);
      waiting = intake.unsettledBytes();
    }
    boolean goesOn = waiting > seen && waiting < groupBytes;
    began = System.nanoTime();
    return goesOn ? ripe : Long.MAX_VALUE;
  }
}
