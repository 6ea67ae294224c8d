package dev.postern.storage.journal;

import java.util.concurrent.TimeUnit;

/**
 * Lets a group grow while its parts come thick and fast: a write and an fsync cost the same for one
 * message as for fifty. Who writes now and then waits for nothing: nothing is gathered unless the
 * group before began just now, nor for longer than something more comes in each pause.
 *
 * <p>Where it gathers, what came in the last pause stays for the next group. A client that is here
 * confirms most messages within that time, and what is confirmed need not be written. If the group
 * before had such a rest, more will come, and the pause before the last one is long: the end of
 * each wakes a thread.
 *
 * <pre>
 *   ───┬───────────────────────────────────────┬────────────┬───▶ time
 *    began              long pause           short        the group is taken
 *      └────────────── this group ─────────────┘└── next ───┘
 * </pre>
 *
 * On the writer's thread.
 */
final class Gathering {
  private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LONG_NANOS = 3 * SHORT_NANOS;

  private final long longestNanos;
  private final int groupBytes;
  private long began; // the last group; at first long ago, as far as anybody can tell
  private boolean goesOn; // something was left of the last one

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
    long left = longestNanos - (System.nanoTime() - began);
    while (waiting > seen && waiting < groupBytes && left > 0) {
      seen = waiting;
      ripe = intake.everPut();
      TimeUnit.NANOSECONDS.sleep(goesOn && left > LONG_NANOS ? LONG_NANOS : SHORT_NANOS);
      waiting = intake.unsettledBytes();
      left = longestNanos - (System.nanoTime() - began);
    }
    goesOn = waiting > seen && waiting < groupBytes;
    began = System.nanoTime();
    return goesOn ? ripe : Long.MAX_VALUE;
  }
}
