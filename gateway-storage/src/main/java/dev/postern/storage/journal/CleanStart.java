package dev.postern.storage.journal;

import dev.postern.sphinx.DestinationAddress;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.mapdb.DBException;

/** After a clean stop: the contents are in the index, and the journal need not be read. */
final class CleanStart {
  private CleanStart() {}

  /** Null if index and journal disagree in anything: then the journal is right. */
  static @Nullable Contents load(Path indexFile, CleanMarker marker, Journal journal) {
    if (!marker.matches(journal.segments())) {
      return null;
    }
    MessageIndex index = MessageIndex.reopen(indexFile, marker.generation());
    if (index == null) {
      return null;
    }
    ConcurrentMap<DestinationAddress, Inbox> inboxes = new ConcurrentHashMap<>();
    try {
      index.forEach(
          (owner, position, location) -> {
            Segment segment = journal.segment(location.segment());
            int bytes = RecordFormat.bytes(location.length());
            if (segment == null || location.offset() + (long) bytes > segment.size()) {
              throw new DisagreementException();
            }
            segment.lives(location.length());
            inboxes
                .computeIfAbsent(owner, address -> new Inbox())
                .add(position, location.length(), null);
          });
    } catch (DisagreementException | DBException | IllegalArgumentException e) {
      index.close();
      journal.segments().forEach(Segment::forgetLive);
      return null;
    }
    for (CleanMarker.SegmentFacts facts : marker.segments()) {
      Segment segment = journal.segment((int) facts.number());
      if (segment != null) {
        segment.restore(facts.firstPosition(), facts.lastRemoved(), facts.removalBytes());
      }
    }
    return new Contents(index, inboxes, marker.lastPosition());
  }

  private static final class DisagreementException extends RuntimeException {}
}
