package dev.postern.storage.journal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One owner's messages as a pass over the journal finds them: in the journal's order, which is not
 * that of positions where survivors were moved forward, and then some of them twice. 20 bytes for
 * each.
 */
final class FoundMessages {
  private long[] positions = new long[4];
  private int[] segments = new int[4];
  private int[] offsets = new int[4];
  private int[] lengths = new int[4];
  private int count;
  private boolean sorted = true;
  private long removedUpTo;

  /** What comes out in the end. */
  interface LiveConsumer {
    void accept(long position, Location location);
  }

  void add(long position, Location location) {
    if (count == positions.length) {
      positions = Arrays.copyOf(positions, count * 2);
      segments = Arrays.copyOf(segments, count * 2);
      offsets = Arrays.copyOf(offsets, count * 2);
      lengths = Arrays.copyOf(lengths, count * 2);
    }
    sorted &= count == 0 || positions[count - 1] < position;
    positions[count] = position;
    segments[count] = location.segment();
    offsets[count] = location.offset();
    lengths[count] = location.length();
    count++;
  }

  /** Removals hold whatever the order in which they are found: positions are given once. */
  void removeUpTo(long position) {
    removedUpTo = Math.max(removedUpTo, position);
  }

  /** The messages that are left, by position; of two with the same, the one found later. */
  void forEachLive(LiveConsumer consumer) {
    int[] order = order();
    for (int i = 0; i < count; i++) {
      int at = order[i];
      boolean again = i + 1 < count && positions[order[i + 1]] == positions[at];
      if (positions[at] > removedUpTo && !again) {
        consumer.accept(positions[at], new Location(segments[at], offsets[at], lengths[at]));
      }
    }
  }

  /** A message that is left. */
  record Live(long position, Location location) {}

  /** The same as a list. */
  List<Live> live() {
    List<Live> live = new ArrayList<>();
    forEachLive((position, location) -> live.add(new Live(position, location)));
    return live;
  }

  private int[] order() {
    Integer[] order = new Integer[count];
    Arrays.setAll(order, i -> i);
    if (!sorted) {
      // Stable: what was found later stays behind.
      Arrays.sort(order, (a, b) -> Long.compare(positions[a], positions[b]));
    }
    return Arrays.stream(order).mapToInt(i -> i).toArray();
  }
}
