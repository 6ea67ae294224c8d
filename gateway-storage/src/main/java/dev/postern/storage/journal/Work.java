package dev.postern.storage.journal;

import java.util.List;
import java.util.Queue;

/** What waits for the writer, in the order in which it takes effect. */
sealed interface Work permits FreshMessage, Removal, Discard, RegistryChange {
  /** Bytes of its record; 0 if it has none. */
  int recordBytes();

  /** Moves as much as makes one group: at least one, if there is one. */
  static void moveGroup(Queue<Work> from, List<Work> into, int groupBytes) {
    moveGroup(from, into, groupBytes, Long.MAX_VALUE);
  }

  /** The same, and no more than so many pieces. */
  static void moveGroup(Queue<Work> from, List<Work> into, int groupBytes, long most) {
    long bytes = 0;
    for (Work work = from.peek(); work != null; work = from.peek()) {
      bytes += work.recordBytes();
      if (!into.isEmpty() && (bytes > groupBytes || into.size() >= most)) {
        return;
      }
      into.add(from.remove());
    }
  }
}
