package dev.postern.storage.journal;

import dev.postern.storage.StoredMessage;
import dev.postern.storage.Usage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One owner's messages, oldest first: their positions, where their records stand, and the contents
 * of those that are fresh. So counts are exact at once, a read knows what it wants before it goes
 * to disk, and a disk that fails can't harm the index. 24 bytes of memory for a message, and as
 * much again while the arrays have room to grow. Thread-safe.
 *
 * <pre>
 *   positions  . . . 17 20 21 40 44 45 . .
 *   segments   . . .  3  3  3  4  4  0 . .     0: not written yet, so it is fresh
 *   offsets    . . . 64 …  …  64 …   - . .
 *   lengths    . . .  9  9  5  7  7  1 . .
 *   fresh      . . .  -  -  - 40 44 45 . .     "-": its content is only on the disk
 *                    ^from             ^to
 * </pre>
 */
final class Inbox {
  private static final int SMALLEST = 2;
  private static final int UNWRITTEN = 0;

  // Guarded by this. 0 <= from <= to <= length of each; positions grow strictly from from to to.
  private long[] positions = new long[SMALLEST];
  private int[] segments = new int[SMALLEST];
  private int[] offsets = new int[SMALLEST];
  private int[] lengths = new int[SMALLEST];
  private @Nullable FreshMessage[] fresh = new FreshMessage[SMALLEST];
  private int from;
  private int to;
  private long bytes;
  // What is only held: not in the arrays, nor in what is counted. Mostly null.
  private @Nullable HeldMessages held;

  /** A message that a read selected; its content, if that is in memory. */
  record Slot(long position, @Nullable StoredMessage content) {}

  /** What a read selected, and whether there is another message behind it. */
  record Selection(List<Slot> slots, boolean more) {
    /** Whether nothing has to be read from disk. */
    boolean isInMemory() {
      for (Slot slot : slots) {
        if (slot.content() == null) {
          return false;
        }
      }
      return true;
    }
  }

  /** Takes what is stored on disk, oldest first. */
  interface StoredConsumer {
    void accept(long position, Location location);
  }

  /** A new message, above all others. */
  synchronized void add(FreshMessage message) {
    int length = message.message().length();
    add(message.position(), new Location(UNWRITTEN, 0, length), message);
  }

  /** A message that is on disk, above all others. */
  synchronized void add(long position, Location location) {
    add(position, location, null);
  }

  private void add(long position, Location location, @Nullable FreshMessage message) {
    if (to == positions.length) {
      makeRoom();
    }
    positions[to] = position;
    put(to, location);
    fresh[to] = message;
    to++;
    bytes += location.length();
  }

  /** The messages after a position, within two limits but at least one. */
  synchronized Selection select(long after, int maxMessages, int maxBytes) {
    List<Slot> slots = new ArrayList<>();
    long selected = 0;
    int i = firstAfter(after);
    HeldMessage nextHeld = firstHeldAfter(after);
    while (i < to || nextHeld != null) {
      Slot slot;
      if (nextHeld != null && (i == to || nextHeld.position() < positions[i])) {
        selected += nextHeld.length();
        slot = new Slot(nextHeld.position(), nextHeld.message());
        nextHeld = firstHeldAfter(slot.position);
      } else {
        selected += lengths[i];
        FreshMessage message = fresh[i];
        slot = new Slot(positions[i], message == null ? null : message.message());
        i++;
      }
      if (!slots.isEmpty() && (slots.size() >= maxMessages || selected > maxBytes)) {
        return new Selection(slots, true);
      }
      slots.add(slot);
    }
    return new Selection(slots, false);
  }

  /** Where a message stands; null if it isn't here, or not on disk. */
  synchronized @Nullable Location location(long position) {
    int i = indexOf(position);
    return i < 0 || segments[i] == UNWRITTEN ? null : at(i);
  }

  /** A message's record is durable, there. Does nothing if it was removed meanwhile. */
  synchronized void stored(long position, Location location) {
    int i = indexOf(position);
    if (i >= 0) {
      put(i, location);
    }
  }

  private @Nullable HeldMessage firstHeldAfter(long position) {
    return held == null ? null : held.firstAfter(position);
  }

  /** Whether one more message can be held for this owner. */
  synchronized boolean canHold(int length) {
    return (held == null ? new HeldMessages() : held).fits(length);
  }

  /** Holds a message, above all others. */
  synchronized void hold(HeldMessage message) {
    if (held == null) {
      held = new HeldMessages();
    }
    held.add(message);
  }

  /** Takes out what is held up to and with a position. */
  synchronized List<HeldMessage> takeHeldUpTo(long position) {
    if (held == null) {
      return List.of();
    }
    List<HeldMessage> taken = held.takeUpTo(position);
    if (held.isEmpty()) {
      held = null;
    }
    return taken;
  }

  /** Whether there is a message at a position or before it. */
  synchronized boolean reachesBackTo(long position) {
    HeldMessage oldestHeld = firstHeldAfter(0);
    return (from < to && positions[from] <= position)
        || (oldestHeld != null && oldestHeld.position() <= position);
  }

  /** A message's content leaves memory: from now on it is read from disk. */
  synchronized void forgetContent(long position) {
    int i = indexOf(position);
    if (i >= 0) {
      fresh[i] = null;
    }
  }

  /** A message's record was copied; false if it doesn't stand there any more. */
  synchronized boolean moved(long position, Location here, Location there) {
    int i = indexOf(position);
    if (i < 0 || !at(i).equals(here)) {
      return false;
    }
    put(i, there);
    FreshMessage message = fresh[i];
    if (message != null) {
      message.writtenTo(there);
    }
    return true;
  }

  /** Takes out the messages up to and with a position. */
  synchronized Removed removeUpTo(long position) {
    int end = firstAfter(position);
    List<FreshMessage> removedFresh = new ArrayList<>();
    Map<Integer, Integer> dead = new HashMap<>();
    long removedBytes = 0;
    for (int i = from; i < end; i++) {
      removedBytes += lengths[i];
      FreshMessage message = fresh[i];
      if (message == null) {
        dead.merge(segments[i], RecordFormat.bytes(lengths[i]), Integer::sum);
      } else {
        removedFresh.add(message);
        fresh[i] = null;
      }
    }
    int messages = end - from;
    long last = messages == 0 ? 0 : positions[end - 1];
    from = end;
    bytes -= removedBytes;
    return new Removed(last, messages, removedBytes, removedFresh, dead);
  }

  /**
   * What {@link #removeUpTo} took out.
   *
   * @param last the highest position of it
   * @param fresh those whose content was in memory
   * @param dead of the others, the bytes of their records by segment
   */
  record Removed(
      long last, int messages, long bytes, List<FreshMessage> fresh, Map<Integer, Integer> dead) {}

  /** Takes out one message whose record there can't be read; false if it doesn't stand there. */
  synchronized boolean discard(long position, Location location) {
    int i = indexOf(position);
    if (i < 0 || fresh[i] != null || !at(i).equals(location)) {
      return false;
    }
    takeOut(i);
    return true;
  }

  /** Takes out every message whose record stands in a segment, and whose content is only there. */
  synchronized List<Location> discardIn(int segment) {
    List<Location> discarded = new ArrayList<>();
    for (int i = to - 1; i >= from; i--) {
      if (segments[i] == segment && fresh[i] == null) {
        discarded.add(at(i));
        takeOut(i);
      }
    }
    return discarded;
  }

  /** Those whose record stands in a segment, and whose content is in memory as well. */
  synchronized List<FreshMessage> freshIn(int segment) {
    List<FreshMessage> found = new ArrayList<>();
    for (int i = from; i < to; i++) {
      FreshMessage message = fresh[i];
      if (segments[i] == segment && message != null) {
        found.add(message);
      }
    }
    return found;
  }

  /** Goes through what is on disk. */
  synchronized void forEachStored(StoredConsumer consumer) {
    for (int i = from; i < to; i++) {
      if (segments[i] != UNWRITTEN) {
        consumer.accept(positions[i], at(i));
      }
    }
  }

  /** What is stored. */
  synchronized Usage usage() {
    return new Usage(to - from, bytes);
  }

  synchronized boolean isEmpty() {
    return from == to && held == null;
  }

  private Location at(int i) {
    return new Location(segments[i], offsets[i], lengths[i]);
  }

  private void put(int i, Location location) {
    segments[i] = location.segment();
    offsets[i] = location.offset();
    lengths[i] = location.length();
  }

  private int indexOf(long position) {
    return Arrays.binarySearch(positions, from, to, position);
  }

  private int firstAfter(long position) {
    int i = indexOf(position);
    return i >= 0 ? i + 1 : -i - 1;
  }

  private void takeOut(int i) {
    bytes -= lengths[i];
    int behind = to - i - 1;
    System.arraycopy(positions, i + 1, positions, i, behind);
    System.arraycopy(segments, i + 1, segments, i, behind);
    System.arraycopy(offsets, i + 1, offsets, i, behind);
    System.arraycopy(lengths, i + 1, lengths, i, behind);
    System.arraycopy(fresh, i + 1, fresh, i, behind);
    to--;
    fresh[to] = null;
  }

  /** Moves what is there to the front, of arrays that are at most twice as long as needed. */
  private void makeRoom() {
    int count = to - from;
    int capacity = Math.max(SMALLEST, count * 2);
    positions = Arrays.copyOf(Arrays.copyOfRange(positions, from, to), capacity);
    segments = Arrays.copyOf(Arrays.copyOfRange(segments, from, to), capacity);
    offsets = Arrays.copyOf(Arrays.copyOfRange(offsets, from, to), capacity);
    lengths = Arrays.copyOf(Arrays.copyOfRange(lengths, from, to), capacity);
    fresh = Arrays.copyOf(Arrays.copyOfRange(fresh, from, to), capacity);
    from = 0;
    to = count;
  }
}
