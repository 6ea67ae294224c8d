package dev.postern.storage.journal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Follows another clock as long as that one is to be believed, so that no message gets old because
 * somebody set the machine's clock. Each look at the other clock counts as far as it is later than
 * any look before:
 *
 * <pre>
 *   a bit earlier than the latest look    counts nothing, until the other clock has caught up
 *   later, by at most an hour             counts in full
 *   more than an hour away, to any side   a leap: counts nothing, and is followed from there on
 * </pre>
 *
 * Between a stop and a start a day is what may pass at once, because nobody looked. All errors are
 * to one side: this clock may be late, and then things are kept longer. It never goes backwards.
 * Thread-safe.
 */
final class PlausibleClock implements InstantSource {
  /** What may pass between two looks; housekeeping looks every minute. */
  static final Duration LONGEST_STEP = Duration.ofHours(1);

  /** What may pass between the last look of one process and the first of the next. */
  static final Duration LONGEST_STOP = Duration.ofDays(1);

  private final Clock other;
  // Guarded by this.
  private long millis;
  private long otherMillis; // the latest since the last leap
  private long leapMillis; // since it was last asked

  /** Begins with what the other one says. */
  PlausibleClock(Clock other) {
    this.other = other;
    this.otherMillis = other.millis();
    this.millis = otherMillis;
  }

  /** Goes on after a stop. */
  PlausibleClock(Clock other, Reading last) {
    this.other = other;
    this.millis = last.millis;
    this.otherMillis = last.otherMillis;
    look(LONGEST_STOP);
  }

  /**
   * What both clocks showed.
   *
   * @param millis this one
   * @param otherMillis the other one
   */
  record Reading(long millis, long otherMillis) {}

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  @Override
  public long millis() {
    return reading().millis;
  }

  /** What is to be remembered over a stop. */
  synchronized Reading reading() {
    look(LONGEST_STEP);
    return new Reading(millis, otherMillis);
  }

  /** How far the other clock leapt, all in all, since this was last asked; zero if it didn't. */
  synchronized Duration takeLeap() {
    Duration leap = Duration.ofMillis(leapMillis);
    leapMillis = 0;
    return leap;
  }

  private void look(Duration longest) {
    long now = other.millis();
    long step = now - otherMillis;
    if (step > longest.toMillis() || step < -LONGEST_STEP.toMillis()) {
      leapMillis += step;
      otherMillis = now;
    } else if (step > 0) {
      millis += step;
      otherMillis = now;
    }
  }
}
