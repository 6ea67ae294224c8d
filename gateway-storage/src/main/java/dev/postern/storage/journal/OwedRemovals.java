package dev.postern.storage.journal;

import dev.postern.sphinx.DestinationAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.ObjLongConsumer;

/**
 * The removals that are not durable yet, the highest of each owner: nobody waits for them, so they
 * may be written long before they are forced, and must be written again if that fails. One thread.
 */
final class OwedRemovals {
  private final Map<DestinationAddress, Long> unwritten = new HashMap<>();
  private final Map<DestinationAddress, Long> unforced = new HashMap<>();

  /** To be written some time. */
  void add(DestinationAddress owner, long upTo) {
    unwritten.merge(owner, upTo, Math::max);
  }

  /** It was put into a group. */
  void written(DestinationAddress owner, long upTo) {
    unforced.merge(owner, upTo, Math::max);
  }

  /** All that was written is durable. */
  void forced() {
    unforced.clear();
  }

  /** Nothing that was written since the last force counts. */
  void lost() {
    unforced.forEach(this::add);
    unforced.clear();
  }

  /** How many are to be written. */
  int unwritten() {
    return unwritten.size();
  }

  /** Takes some out to write them. */
  void take(int count, ObjLongConsumer<DestinationAddress> writer) {
    Iterator<Map.Entry<DestinationAddress, Long>> entries = unwritten.entrySet().iterator();
    for (int i = 0; i < count; i++) {
      Map.Entry<DestinationAddress, Long> entry = entries.next();
      entries.remove();
      writer.accept(entry.getKey(), entry.getValue());
    }
  }
}
