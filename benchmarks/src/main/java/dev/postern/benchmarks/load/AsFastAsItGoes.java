package dev.postern.benchmarks.load;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * As many packets as the gateway answers, with at most a window of them under way. A packet is due
 * when there is room for it; what it would have waited before that is in no figure.
 */
final class AsFastAsItGoes implements Pace {
  private static final int LONGEST_RUN = 16;

  private final int window;
  private final Progress progress;
  private final LongSupplier answered;
  private final Duration length;
  private final Duration patience;
  private long start;
  private long due;

  /**
   * For a time.
   *
   * @param window packets that are sent and not answered, at most
   * @param answered how many are, of those that were sent
   * @param patience after so long without an answer it is over
   */
  AsFastAsItGoes(
      int window, Progress progress, LongSupplier answered, Duration length, Duration patience) {
    this.window = window;
    this.progress = progress;
    this.answered = answered;
    this.length = length;
    this.patience = patience;
  }

  @Override
  public void start(long nanoTime) {
    start = nanoTime;
  }

  @Override
  public int awaitDue(int index) throws InterruptedException {
    if (room(index) == 0
        // A quarter of it at once: so the sender is woken once for many answers.
        && !progress.await(() -> room(index) >= Math.max(1, window / 4), answered, patience)) {
      return OVER;
    }
    due = System.nanoTime();
    return due - start >= length.toNanos() ? OVER : Math.min(LONGEST_RUN, room(index));
  }

  private int room(int index) {
    return (int) Math.max(0, window - (index - answered.getAsLong()));
  }

  @Override
  public long dueNanos(int index) {
    return due;
  }
}
