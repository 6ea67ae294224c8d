package dev.postern.storage.journal;

import dev.postern.storage.StoredMessage;
import dev.postern.storage.Usage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The positions and lengths of one owner's messages, oldest first, and the contents of those that
 * are fresh: so counts are exact at once, and a read knows what it wants before it goes to disk. 16
 * bytes of memory for a message. Thread-safe.
 *
 * <pre>
 *   positions  . . . 17 20 21 40 44 45 . .
 *   lengths    . . .  9  9  5  7  7  1 . .
 *   fresh      . . .  -  -  - 40 44 45 . .     "-": in the index
 *                    ^from             ^to
 * </pre>
 */
final class Inbox {
  private static final int SMALLEST = 4;

  // Guarded by this. 0 <= from <= to <= length of each; positions grow strictly from from to to.
  private long[] positions = new long[SMALLEST];
  private int[] lengths = new int[SMALLEST];
  private @Nullable FreshMessage[] fresh = new FreshMessage[SMALLEST];
  private int from;
  private int to;
  private long bytes;
  // What is only held: not in the arrays, nor in what is counted. Mostly null.
  private @Nullable HeldMessages held;

  /** A message that a read selected; its content, if that is in memory. */
  record Slot(long position, @Nullable StoredMessage content) {}

  /** A new message, or one that the index knows ({@code message} is null), above all others. */
  synchronized void add(long position, int length, @Nullable FreshMessage message) {
    if (to == positions.length) {
      makeRoom();
    }
    positions[to] = position;
    lengths[to] = length;
    fresh[to] = message;
    to++;
    bytes += length;
  }

  /** The messages after a position, within two limits but at least one. */
  synchronized List<Slot> select(long after, int maxMessages, int maxBytes) {
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
        break;
      }
      slots.add(slot);
    }
    return slots;
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

  /** The index knows this message now: its content leaves memory. */
  synchronized void indexed(long position) {
    int i = indexOf(position);
    if (i >= 0) {
      fresh[i] = null;
    }
  }

  /** Takes out the messages up to and with a position. */
  synchronized Removed removeUpTo(long position) {
    int end = firstAfter(position);
    List<FreshMessage> removedFresh = new ArrayList<>();
    long removedBytes = 0;
    for (int i = from; i < end; i++) {
      removedBytes += lengths[i];
      FreshMessage message = fresh[i];
      if (message != null) {
        removedFresh.add(message);
        fresh[i] = null;
      }
    }
    int messages = end - from;
    long last = messages == 0 ? 0 : positions[end - 1];
    from = end;
    bytes -= removedBytes;
    return new Removed(last, messages, removedBytes, removedFresh);
  }

  /**
   * What {@link #removeUpTo} took out.
   *
   * @param last the highest position of it
   */
  record Removed(long last, int messages, long bytes, List<FreshMessage> fresh) {}

  /** Takes out one message that the index knows; its length, or -1 if it was not here. */
  synchronized int discard(long position) {
    int i = indexOf(position);
    if (i < 0 || fresh[i] != null) {
      return -1;
    }
    int length = lengths[i];
    System.arraycopy(positions, i + 1, positions, i, to - i - 1);
    System.arraycopy(lengths, i + 1, lengths, i, to - i - 1);
    System.arraycopy(fresh, i + 1, fresh, i, to - i - 1);
    to--;
    fresh[to] = null;
    bytes -= length;
    return length;
  }

  /** What is stored. */
  synchronized Usage usage() {
    return new Usage(to - from, bytes);
  }

  synchronized boolean isEmpty() {
    return from == to && held == null;
  }

  private int indexOf(long position) {
    return Arrays.binarySearch(positions, from, to, position);
  }

  private int firstAfter(long position) {
    int i = indexOf(position);
    return i >= 0 ? i + 1 : -i - 1;
  }

  /** Moves what is there to the front, of arrays that are at most twice as long as needed. */
  private void makeRoom() {
    int count = to - from;
    int capacity = Math.max(SMALLEST, count * 2);
    positions = Arrays.copyOf(Arrays.copyOfRange(positions, from, to), capacity);
    lengths = Arrays.copyOf(Arrays.copyOfRange(lengths, from, to), capacity);
    fresh = Arrays.copyOf(Arrays.copyOfRange(fresh, from, to), capacity);
    from = 0;
    to = count;
  }
}
