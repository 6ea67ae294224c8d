package dev.postern.storage.journal;

import dev.postern.storage.Refused;
import dev.postern.storage.StoreException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The door to the writer: gives positions away and queues work. Its monitor is the one lock that
 * every change passes, for as long as it takes to put something into memory: what is done under it
 * in one go takes effect in the order of the queue, so the journal has appends in the order of
 * their positions. No I/O happens under it.
 */
final class Intake {
  private final long maxWaitingBytes;

  // Guarded by this.
  private final Queue<Work> waiting = new ArrayDeque<>();
  private long lastPosition;
  private long unsettledBytes; // of what is queued or being written
  private @Nullable StoreException closed; // why nothing is taken any more
  private Refused.@Nullable Reason suspended; // why nothing is taken for now
  private boolean writerWaits;
  private long put; // how much work ever was
  private long taken;

  Intake(long maxWaitingBytes) {
    this.maxWaitingBytes = maxWaitingBytes;
  }

  /** No position up to and with this one is given away. */
  synchronized void continueAfter(long position) {
    lastPosition = position;
  }

  /** Why a message of that size can't be taken now; null if it can. */
  synchronized Refused.@Nullable Reason refusal(int contentBytes) {
    if (closed != null) {
      return Refused.Reason.STORE_FAILED;
    }
    if (suspended != null) {
      return suspended;
    }
    boolean fits = unsettledBytes + RecordFormat.bytes(contentBytes) <= maxWaitingBytes;
    return fits || unsettledBytes == 0 ? null : Refused.Reason.OVERLOADED;
  }

  /** Why the store is closed; null while it is open. */
  synchronized @Nullable StoreException closed() {
    return closed;
  }

  /** Gives the next position away. */
  synchronized long nextPosition() {
    return ++lastPosition;
  }

  /** The last position that was given away. */
  synchronized long lastPosition() {
    return lastPosition;
  }

  /**
   * Takes nothing that must become durable, until it is resumed; what needs nobody's patience is
   * queued all the same.
   */
  synchronized void suspend(Refused.Reason reason) {
    suspended = reason;
  }

  synchronized void resume() {
    suspended = null;
  }

  /**
   * Queues work. If the store is closed it is dropped: a removal that comes so late took effect in
   * memory only, and its messages come again after the next start.
   */
  synchronized void put(Work work) {
    if (closed != null) {
      return;
    }
    waiting.add(work);
    put++;
    unsettledBytes += work.recordBytes();
    if (writerWaits) {
      notifyAll();
    }
  }

  /** How much work ever was put here. */
  synchronized long everPut() {
    return put;
  }

  /**
   * Moves as much work as makes one group.
   *
   * @param into receives nothing if there is none
   * @param upTo what was put later than so much ({@link #everPut}) waits, but for the first
   * @return false if the store is closed and all its work was taken
   */
  synchronized boolean take(List<Work> into, int groupBytes, long upTo) {
    Work.moveGroup(waiting, into, groupBytes, upTo - taken);
    taken += into.size();
    return !into.isEmpty() || closed == null;
  }

  /**
   * Waits for work, and moves all of it.
   *
   * @return false if the store is closed, and this was the last of its work
   */
  synchronized boolean drain(List<Work> into, long waitNanos) throws InterruptedException {
    await(waitNanos);
    into.addAll(waiting);
    taken = put;
    waiting.clear();
    return closed == null;
  }

  /** Returns when there is work, the store is closed, or the time is over. */
  synchronized void await(long waitNanos) throws InterruptedException {
    long deadline = System.nanoTime() + waitNanos;
    while (waiting.isEmpty() && closed == null) {
      long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (millis <= 0) {
        return;
      }
      writerWaits = true;
      wait(millis);
      writerWaits = false;
    }
  }

  /**
   * Whether all work is done, down to the last step of tidying up, and the writer waits for more.
   */
  synchronized boolean writerRests() {
    return writerWaits && waiting.isEmpty();
  }

  /** This much is durable: as much more may wait. */
  synchronized void settled(long bytes) {
    unsettledBytes -= bytes;
  }

  synchronized long unsettledBytes() {
    return unsettledBytes;
  }

  /** Takes nothing more, for this reason or the one given before. The writer gets what waits. */
  synchronized void close(StoreException reason) {
    if (closed == null) {
      closed = reason;
    }
    notifyAll();
  }

  /** What nobody will write any more. */
  synchronized List<Work> abandon() {
    List<Work> rest = new ArrayList<>(waiting);
    taken = put;
    waiting.clear();
    return rest;
  }
}
