package dev.postern.storage.journal;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The newest durable messages, oldest first: in memory, and not yet in the index. Most messages of
 * clients that are online leave again from here, so the index never hears of them. The writer's
 * thread only.
 */
final class FreshMessages {
  private final MessageIndex index;
  private final long maxBytes;
  private final Set<FreshMessage> messages = new LinkedHashSet<>();
  private long bytes;

  FreshMessages(MessageIndex index, long maxBytes) {
    this.index = index;
    this.maxBytes = maxBytes;
  }

  void add(FreshMessage message) {
    messages.add(message);
    bytes += message.recordBytes();
  }

  /** It was removed before it came into the index; false if it is not here. */
  boolean remove(FreshMessage message) {
    boolean removed = messages.remove(message);
    if (removed) {
      bytes -= message.recordBytes();
    }
    return removed;
  }

  /** Indexes the oldest ones until the rest fits into memory. */
  void trim() {
    indexWhile(maxBytes, Integer.MAX_VALUE);
  }

  /** Indexes all whose record is in that segment or an older one. */
  void indexUpTo(int segment) {
    indexWhile(-1, segment);
  }

  private void indexWhile(long tooManyBytes, int lastSegment) {
    Iterator<FreshMessage> oldest = messages.iterator();
    while (bytes > tooManyBytes && oldest.hasNext()) {
      FreshMessage message = oldest.next();
      if (message.location().segment() > lastSegment) {
        return;
      }
      index.put(message.owner(), message.position(), message.location());
      // In this order: a reader that finds no content in the inbox finds the entry in the index.
      message.inbox().indexed(message.position());
      oldest.remove();
      bytes -= message.recordBytes();
    }
  }
}
