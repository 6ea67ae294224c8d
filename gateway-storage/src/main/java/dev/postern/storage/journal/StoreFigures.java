package dev.postern.storage.journal;

import dev.postern.storage.Usage;
import java.time.Instant;
import java.util.Optional;

/**
 * How much a store holds.
 *
 * @param inUse whether somebody had it open
 * @param registrations clients that are registered
 * @param inboxes inboxes that have messages
 * @param stored messages in them, and bytes of their contents
 * @param oldestAfter the oldest message came then or later; empty if there is none, or nothing in
 *     the journal is older than it
 * @param oldestBefore the oldest message came then or before; empty if there is none, or no time
 *     after it is known
 * @param segments files of the message journal
 * @param journalBytes their size
 * @param liveBytes how much of that is records of messages that are stored
 * @param quarantined files in which bytes are kept that should have been records and were none
 * @param damage how often something is wrong with what was read
 */
public record StoreFigures(
    boolean inUse,
    long registrations,
    long inboxes,
    Usage stored,
    Optional<Instant> oldestAfter,
    Optional<Instant> oldestBefore,
    int segments,
    long journalBytes,
    long liveBytes,
    int quarantined,
    long damage) {
  /** The part of the journal that is stored messages: 0 to 1; 1 for an empty journal. */
  public double liveShare() {
    return journalBytes == 0 ? 1 : (double) liveBytes / journalBytes;
  }
}
