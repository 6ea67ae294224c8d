package dev.postern.storage.journal;

import dev.postern.sphinx.DestinationAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives disk space back: deletes segments of which nothing is stored any more, and moves the few
 * survivors of old ones forward, a little after each group, so that nobody waits for it. The
 * writer's thread only.
 *
 * <p>Disk use stays below twice what is stored, and two segments. Work begins when more than half
 * of all finished segments is dead weight; then at least half of the worst one is, so moving a byte
 * gives back no less than a byte. And after each group as much is moved as the group wrote and as
 * died with it, so that the work keeps up whatever the traffic does; no more than {@link
 * #MOST_AT_ONCE_BYTES}, and the rest after the groups that follow.
 *
 * <p>What must not happen is that a message comes back. A removal's record covers messages that
 * stand before it in the journal, so it is needed as long as an older segment has a record of one
 * of them, be it stored or not; then it moves forward too. Copies are durable before their original
 * is deleted; a crash between leaves both, and a rebuild takes one.
 */
final class Reclaim {
  /** So much is moved at once, and the rest of the last record; an append may wait for it. */
  static final int STEP_BYTES = 256 << 10;

  /** No append waits longer than this takes. */
  private static final int MOST_AT_ONCE_BYTES = 4 << 20;

  private final Journal journal;
  private final Inboxes inboxes;
  private final Damage damage;
  private final long segmentBytes;
  private final Set<Segment> avoided = new HashSet<>(); // for now: emptying them failed
  private @Nullable Evacuation current;
  private long owed; // bytes that were written or died, and were not answered by work yet

  Reclaim(Journal journal, Inboxes inboxes, Damage damage, JournalOptions options) {
    this.journal = journal;
    this.inboxes = inboxes;
    this.damage = damage;
    this.segmentBytes = options.segmentBytes();
  }

  /** So much was written, or is not stored any more. */
  void owes(long bytes) {
    owed += bytes;
  }

  /** Does what it owes, and a step if that is nothing; false if there is nothing more to do. */
  boolean work() throws IOException {
    long due = Math.min(owed, MOST_AT_ONCE_BYTES);
    for (long done = 0; done <= due; done += STEP_BYTES) {
      if (!step()) {
        owed = 0;
        return false;
      }
      owed = Math.max(0, owed - STEP_BYTES);
    }
    return true;
  }

  private boolean step() throws IOException {
    if (current == null) {
      Segment victim = choose();
      if (victim == null) {
        avoided.clear();
        return false;
      }
      if (victim.liveBytes() == 0 && !removalsAreNeeded(victim)) {
        journal.delete(victim);
        return true;
      }
      current = new Evacuation(victim);
    }
    if (current.moveSome()) {
      journal.delete(current.victim);
      current = null;
    }
    return true;
  }

  /**
   * A step failed: the segment that was being emptied keeps what is left in it, and is tried again
   * when there is no other.
   */
  void giveUp() {
    if (current != null) {
      avoided.add(current.victim);
      current = null;
    }
  }

  /** Deletes what is not needed, which takes no room on the disk. */
  void deleteEmpty() throws IOException {
    giveUp();
    for (Segment segment : List.copyOf(journal.segments())) {
      if (segment != journal.current() && segment.liveBytes() == 0 && !removalsAreNeeded(segment)) {
        journal.delete(segment);
      }
    }
  }

  /**
   * A segment that is worth it: an empty one; or, when more than half of all finished segments is
   * dead weight, the one with the largest share of it.
   */
  private @Nullable Segment choose() {
    Segment best = null;
    double bestShare = 0.25; // below it there is more to copy than to win
    long size = 0;
    long live = 0;
    for (Segment segment : journal.segments()) {
      if (segment == journal.current()) {
        break;
      }
      size += segment.size();
      live += segment.liveBytes();
      if (avoided.contains(segment)) {
        continue;
      }
      double share = (double) reclaimableBytes(segment) / segment.size();
      if (segment.liveBytes() == 0 && share > 0.25) {
        return segment;
      }
      if (share > bestShare) {
        best = segment;
        bestShare = share;
      }
    }
    return size - live > Math.max(live, segmentBytes / 2) ? best : null;
  }

  private long reclaimableBytes(Segment segment) {
    long dead = segment.size() - segment.liveBytes();
    return removalsAreNeeded(segment) ? dead - segment.removalBytes() : dead;
  }

  /** Whether an older segment has a record of a message that a removal in this one covers. */
  private boolean removalsAreNeeded(Segment segment) {
    for (Segment older : journal.segments()) {
      if (older == segment) {
        return false;
      }
      if (older.firstPosition() <= segment.lastRemoved()) {
        return true;
      }
    }
    return false;
  }

  /** A segment on its way out. */
  private final class Evacuation {
    private final Segment victim;
    private final RecordCursor cursor;
    private final Map<DestinationAddress, Long> removals = new HashMap<>();
    private boolean damaged;

    Evacuation(Segment victim) {
      this.victim = victim;
      this.cursor = new RecordCursor(victim.journal().file(), victim.mark(), victim.size());
    }

    /** Moves some survivors; true if none is left, and all copies are durable. */
    boolean moveSome() throws IOException {
      List<Survivor> survivors = new ArrayList<>();
      int bytes = 0;
      boolean more = true;
      // Looks at a bounded stretch of the segment, too.
      for (int seen = 0; more && seen < 4 * STEP_BYTES && bytes < STEP_BYTES; ) {
        more = cursor.next();
        if (cursor.damagedBytes() > 0) {
          damaged = true;
          damage.found(victim.journal(), cursor.damagedFrom(), cursor.damagedBytes());
        }
        if (more) {
          seen += cursor.recordBytes();
          bytes += look(survivors);
        }
      }
      move(survivors, bytes);
      if (!more) {
        if (damaged) {
          moveFromMemory();
        }
        moveRemovals();
        journal.force();
      }
      return !more;
    }

    private int look(List<Survivor> survivors) {
      if (cursor.type() == RecordType.REMOVED_UP_TO) {
        removals.merge(cursor.owner(), cursor.position(), Math::max);
        return 0;
      }
      Location here = new Location(victim.number(), (int) cursor.offset(), cursor.payloadLength());
      DestinationAddress owner = cursor.owner();
      Inbox inbox = inboxes.find(owner);
      if (inbox == null || !here.equals(inbox.location(cursor.position()))) {
        return 0;
      }
      ByteBuffer content = ByteBuffer.allocate(here.length()).put(cursor.payload()).flip();
      survivors.add(new Survivor(owner, inbox, cursor.position(), here, content));
      return cursor.recordBytes();
    }

    private void move(List<Survivor> survivors, int bytes) throws IOException {
      journal.reserve(bytes);
      List<Location> locations = new ArrayList<>();
      for (Survivor survivor : survivors) {
        locations.add(journal.put(survivor.owner, survivor.position, survivor.content.duplicate()));
      }
      journal.write();
      // Only what is durable may be all there is of a message: if this fails, nothing has moved.
      journal.force();
      for (int i = 0; i < survivors.size(); i++) {
        Survivor survivor = survivors.get(i);
        Location there = locations.get(i);
        if (survivor.inbox.moved(survivor.position, survivor.here, there)) {
          journal.current().lives(there.recordBytes());
          victim.died(there.recordBytes());
        }
      }
    }

    /** What the cursor could not read may still be in memory; the rest is lost. */
    private void moveFromMemory() throws IOException {
      for (FreshMessage message : inboxes.freshIn(victim)) {
        Survivor survivor =
            new Survivor(
                message.owner(),
                message.inbox(),
                message.position(),
                message.location(),
                message.message().content());
        move(List.of(survivor), message.recordBytes());
      }
      inboxes.discardIn(victim);
    }

    private void moveRemovals() throws IOException {
      if (removalsAreNeeded(victim)) {
        for (Map.Entry<DestinationAddress, Long> removal : removals.entrySet()) {
          journal.reserve(RecordFormat.bytes(0));
          journal.putRemoval(removal.getKey(), removal.getValue());
          journal.write();
        }
      }
    }
  }

  private record Survivor(
      DestinationAddress owner, Inbox inbox, long position, Location here, ByteBuffer content) {}
}
