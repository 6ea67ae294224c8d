package dev.postern.storage.journal;

import dev.postern.sphinx.DestinationAddress;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * After any stop that was not clean: reads the whole journal, and cuts what a crash left unfinished
 * off its end.
 */
final class Rebuild {
  /**
   * Positions that may have been given to messages that never reached the disk: more than fit into
   * what may wait for it, and than the writer leaves out ({@link JournalWriter}). They are passed
   * over, so that none is given twice.
   */
  static final long POSITIONS_IN_FLIGHT = 1L << 24;

  private final Journal journal;
  private final Damage damage;
  private final Map<DestinationAddress, FoundMessages> found = new HashMap<>();
  private long lastPosition;

  Rebuild(Journal journal, Damage damage) {
    this.journal = journal;
    this.damage = damage;
  }

  Contents run() throws IOException {
    for (Segment segment : journal.segments()) {
      lastPosition = Math.max(lastPosition, segment.journal().header().base());
      if (segment == journal.current()) {
        segment.size(FileScan.last(segment.journal(), damage, record -> take(record, segment)));
      } else {
        FileScan.sealed(segment.journal(), damage, record -> take(record, segment));
      }
    }
    if (!journal.isEmpty()) {
      lastPosition += POSITIONS_IN_FLIGHT;
    }
    ConcurrentMap<DestinationAddress, Inbox> inboxes = new ConcurrentHashMap<>();
    found.forEach(
        (owner, messages) ->
            messages.forEachLive(
                (position, location) -> {
                  inboxes.computeIfAbsent(owner, address -> new Inbox()).add(position, location);
                  Segment segment = journal.segment(location.segment());
                  if (segment != null) {
                    segment.lives(location.recordBytes());
                  }
                }));
    return new Contents(inboxes, lastPosition);
  }

  private void take(RecordCursor record, Segment segment) {
    long position = record.position();
    FoundMessages messages = found.computeIfAbsent(record.owner(), address -> new FoundMessages());
    if (record.type() == RecordType.MESSAGE) {
      messages.add(
          position, new Location(segment.number(), (int) record.offset(), record.payloadLength()));
      segment.holds(position);
    } else {
      messages.removeUpTo(position);
      segment.holdsRemoval(position);
    }
    lastPosition = Math.max(lastPosition, position);
  }
}
