package dev.postern.storage.journal;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The newest durable messages, oldest first, whose contents are still in memory. Most messages of
 * clients that are online leave again from here and are never read from disk. The writer's thread
 * only.
 */
final class FreshMessages {
  private final long maxBytes;
  private final Set<FreshMessage> messages = new LinkedHashSet<>();
  private long bytes;

  FreshMessages(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  void add(FreshMessage message) {
    messages.add(message);
    bytes += message.recordBytes();
  }

  /** It was removed from its inbox. Does nothing if it is not here. */
  void remove(FreshMessage message) {
    if (messages.remove(message)) {
      bytes -= message.recordBytes();
    }
  }

  /** Takes the contents of the oldest ones out of memory until the rest fits. */
  void trim() {
    Iterator<FreshMessage> oldest = messages.iterator();
    while (bytes > maxBytes && oldest.hasNext()) {
      FreshMessage message = oldest.next();
      message.inbox().forgetContent(message.position());
      oldest.remove();
      bytes -= message.recordBytes();
    }
  }
}
