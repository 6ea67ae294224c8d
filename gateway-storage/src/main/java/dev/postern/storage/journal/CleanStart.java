package dev.postern.storage.journal;

import dev.postern.sphinx.DestinationAddress;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** After a clean stop: the contents are in the index, and the journal need not be read. */
final class CleanStart {
  private CleanStart() {}

  /** Null if index and journal disagree in anything: then the journal is right. */
  static @Nullable Contents load(Path indexFile, CleanMarker marker, Journal journal) {
    if (!marker.matches(journal.segments())) {
      return null;
    }
    ConcurrentMap<DestinationAddress, Inbox> inboxes = new ConcurrentHashMap<>();
    boolean whole;
    try {
      whole =
          IndexFile.read(
              indexFile,
              marker.generation(),
              (owner, position, location) -> {
                Segment segment = journal.segment(location.segment());
                if (segment == null
                    || location.offset() + (long) location.recordBytes() > segment.size()) {
                  throw new DisagreementException();
                }
                segment.lives(location.recordBytes());
                inboxes.computeIfAbsent(owner, address -> new Inbox()).add(position, location);
              });
    } catch (DisagreementException e) {
      whole = false;
    }
    if (!whole) {
      journal.segments().forEach(Segment::forgetLive);
      return null;
    }
    for (CleanMarker.SegmentFacts facts : marker.segments()) {
      Segment segment = journal.segment((int) facts.number());
      if (segment != null) {
        segment.restore(facts.firstPosition(), facts.lastRemoved(), facts.removalBytes());
      }
    }
    return new Contents(inboxes, marker.lastPosition());
  }

  private static final class DisagreementException extends RuntimeException {}
}
