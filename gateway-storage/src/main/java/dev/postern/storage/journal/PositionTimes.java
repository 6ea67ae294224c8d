package dev.postern.storage.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How old messages are, known by their positions: these grow over the whole store, so a mark now
 * and then is enough, <i>positions up to this one were given away at this time or before</i>. Every
 * mark is true by itself; with fewer of them messages only seem younger. Not thread-safe.
 */
final class PositionTimes {
  /** A lifetime is divided into so many parts; messages live for one of them longer at most. */
  private static final int PARTS = 720;

  private static final Duration SHORTEST_PART = Duration.ofMinutes(1);

  /** What is left over from changed lifetimes can't make the list longer than this. */
  static final int MAX_MARKS = 4 * PARTS;

  private final long lifetimeMillis;
  private final long partMillis;
  private final List<Mark> marks; // both numbers grow, the times perhaps not strictly

  /**
   * With the marks that are known.
   *
   * @param lifetime of messages; zero for ever, and then no marks are added
   */
  PositionTimes(Duration lifetime, List<Mark> known) {
    this.lifetimeMillis = lifetime.toMillis();
    this.partMillis = Math.max(SHORTEST_PART.toMillis(), lifetimeMillis / PARTS);
    this.marks = new ArrayList<>(known);
  }

  /**
   * A message at this position or a lower one is not younger than this.
   *
   * @param position the last one that had been given away
   * @param millis at this time
   */
  record Mark(long position, long millis) {}

  /** From the oldest on. */
  List<Mark> marks() {
    return List.copyOf(marks);
  }

  /** Adds a mark, if it is time for one and something came; whether it did. */
  boolean add(long lastPosition, long nowMillis) {
    Mark latest = marks.isEmpty() ? new Mark(0, nowMillis - partMillis) : marks.get(last());
    if (lifetimeMillis == 0
        || lastPosition <= latest.position
        || nowMillis < latest.millis + partMillis) {
      return false;
    }
    if (marks.size() >= MAX_MARKS) {
      thinOut();
    }
    marks.add(new Mark(lastPosition, nowMillis));
    return true;
  }

  /**
   * Messages up to and with this position have had their time; 0 if none. Its mark stays and older
   * ones are dropped, so that the answer is the same after a crash that undid removals.
   */
  long expiredUpTo(long nowMillis) {
    int expired = 0;
    while (lifetimeMillis > 0
        && expired < marks.size()
        && marks.get(expired).millis <= nowMillis - lifetimeMillis) {
      expired++;
    }
    if (expired == 0) {
      return 0;
    }
    marks.subList(0, expired - 1).clear();
    return marks.get(0).position;
  }

  private int last() {
    return marks.size() - 1;
  }

  /** Drops every second one: its positions are then as old as the next one's. */
  private void thinOut() {
    for (int i = last() - 1; i >= 0; i -= 2) {
      marks.remove(i);
    }
  }
}
