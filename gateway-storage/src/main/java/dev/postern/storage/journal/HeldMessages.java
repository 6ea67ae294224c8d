package dev.postern.storage.journal;

import dev.postern.storage.InboxStore;
import dev.postern.storage.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is held for one owner, by position. Not thread-safe: its {@link Inbox} guards it. */
final class HeldMessages {
  private final NavigableMap<Long, HeldMessage> messages = new TreeMap<>();
  private long bytes;

  /** Whether there is room for one more. */
  boolean fits(int length) {
    return messages.size() < InboxStore.MAX_HELD_MESSAGES
        && bytes + length <= InboxStore.MAX_HELD_BYTES;
  }

  void add(HeldMessage message) {
    messages.put(message.position(), message);
    bytes += message.length();
  }

  /** The oldest one after a position, if there is one. */
  @Nullable HeldMessage firstAfter(long position) {
    Map.Entry<Long, HeldMessage> entry = messages.higherEntry(position);
    return entry == null ? null : entry.getValue();
  }

  /** Takes out those up to and with a position. */
  List<HeldMessage> takeUpTo(long position) {
    NavigableMap<Long, HeldMessage> range = messages.headMap(position, true);
    List<HeldMessage> taken = new ArrayList<>(range.values());
    range.clear();
    bytes -= usage(taken).bytes();
    return taken;
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  static Usage usage(List<HeldMessage> messages) {
    return new Usage(messages.size(), messages.stream().mapToLong(HeldMessage::length).sum());
  }
}
