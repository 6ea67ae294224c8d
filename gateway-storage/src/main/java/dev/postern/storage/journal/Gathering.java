package dev.postern.storage.journal;

import java.util.concurrent.TimeUnit;

/**
 * Lets a group grow while its parts come thick and fast: a write and an fsync cost the same for one
 * message as for fifty. Who writes now and then waits for nothing: nothing is gathered unless the
 * group before began just now, nor for longer than something more comes in each pause. On the
 * writer's thread.
 */
final class Gathering {
  private static final long PAUSE_MICROS = 500;

  private final long longestNanos;
  private final int groupBytes;
  private long began; // the last group; at first long ago, as far as anybody can tell

  Gathering(long longestNanos, int groupBytes) {
    this.longestNanos = longestNanos;
    this.groupBytes = groupBytes;
    this.began = System.nanoTime() - longestNanos;
  }

  /** Returns when the group should be taken. */
  void await(Intake intake) throws InterruptedException {
    long seen = 0;
    long waiting = intake.unsettledBytes();
    while (waiting > seen && waiting < groupBytes && System.nanoTime() - began < longestNanos) {
      seen = waiting;
      TimeUnit.MICROSECONDS.sleep(PAUSE_MICROS);
      waiting = intake.unsettledBytes();
    }
    began = System.nanoTime();
  }
}
