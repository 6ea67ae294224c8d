package dev.postern.storage.journal;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.AppendOutcome;
import dev.postern.storage.Appended;
import dev.postern.storage.Batch;
import dev.postern.storage.InboxStore;
import dev.postern.storage.Refused;
import dev.postern.storage.StoreLimits;
import dev.postern.storage.StoredMessage;
import dev.postern.storage.Usage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The inboxes as memory knows them. Whatever is done here is visible at once; the journal follows.
 * Locks in this order: the intake, then an inbox.
 */
final class Inboxes implements InboxStore {
  private static final Usage EMPTY = new Usage(0, 0);

  private final Intake intake;
  private final Predicate<DestinationAddress> registered;
  private final InboxReader reader;
  // No owner keeps an empty inbox, but for the moment in which its first message arrives.
  private final ConcurrentMap<DestinationAddress, Inbox> inboxes;
  private final AtomicLong messages = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final Quotas quotas;
  private final DiskSpace space;
  // Guarded by the intake.
  private long heldMessages;
  private long heldBytes;
  private boolean holdsNothingMore;

  /**
   * Over what was found on disk.
   *
   * @param registered tells who may have messages
   */
  Inboxes(
      Intake intake,
      Predicate<DestinationAddress> registered,
      InboxReader reader,
      ConcurrentMap<DestinationAddress, Inbox> found,
      StoreLimits limits,
      DiskSpace space) {
    this.intake = intake;
    this.registered = registered;
    this.reader = reader;
    this.inboxes = found;
    this.quotas = new Quotas(limits);
    this.space = space;
    for (Inbox inbox : found.values()) {
      count(inbox.usage(), 1);
    }
  }

  @Override
  public AppendOutcome append(DestinationAddress owner, byte[] source, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, source.length);
    if (length > RecordFormat.MAX_PAYLOAD_BYTES) {
      throw new IllegalArgumentException("a message of " + length + " bytes");
    }
    byte[] content = Arrays.copyOfRange(source, offset, offset + length);
    synchronized (intake) {
      Refused.Reason refusal = intake.refusal(length);
      if (refusal != null) {
        return new Refused(refusal);
      }
      if (!registered.test(owner)) {
        return new Refused(Refused.Reason.UNKNOWN_CLIENT);
      }
      refusal = quotas.refusal(usage(owner), usage(), length);
      if (refusal != null) {
        return new Refused(refusal);
      }
      if (!space.take(RecordFormat.bytes(length))) {
        return new Refused(Refused.Reason.DISK_FULL);
      }
      Inbox inbox = inboxes.computeIfAbsent(owner, address -> new Inbox());
      long position = intake.nextPosition();
      FreshMessage message = new FreshMessage(owner, inbox, new StoredMessage(position, content));
      inbox.add(message);
      count(new Usage(1, length), 1);
      intake.put(message);
      return new Appended(position, message.durable());
    }
  }

  @Override
  public AppendOutcome hold(DestinationAddress owner, byte[] source, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, source.length);
    byte[] content = Arrays.copyOfRange(source, offset, offset + length);
    synchronized (intake) {
      // Not what the intake says: that is about the disk.
      if (holdsNothingMore) {
        return new Refused(Refused.Reason.STORE_FAILED);
      }
      if (!registered.test(owner)) {
        return new Refused(Refused.Reason.UNKNOWN_CLIENT);
      }
      Inbox known = inboxes.get(owner);
      Inbox inbox = known == null ? new Inbox() : known;
      if (length > MAX_HELD_BYTES_OF_ALL - heldBytes || !inbox.canHold(length)) {
        return new Refused(Refused.Reason.OVERLOADED);
      }
      HeldMessage message = new HeldMessage(new StoredMessage(intake.nextPosition(), content));
      inbox.hold(message);
      inboxes.put(owner, inbox);
      heldMessages++;
      heldBytes += length;
      return new Appended(message.position(), message.safe());
    }
  }

  @Override
  public void letGo(DestinationAddress owner) {
    List<HeldMessage> held;
    synchronized (intake) {
      held = takeHeld(owner, Long.MAX_VALUE);
    }
    HeldMessage.lost(held, "Its client left.");
  }

  @Override
  public CompletableFuture<Batch> read(
      DestinationAddress owner, long after, int maxMessages, int maxBytes) {
    return reader.read(owner, inboxes.get(owner), after, maxMessages, maxBytes, this);
  }

  @Override
  public void removeUpTo(DestinationAddress owner, long position) {
    List<HeldMessage> held;
    synchronized (intake) {
      held = takeHeld(owner, position);
      removeStored(owner, position);
    }
    HeldMessage.confirmed(held);
  }

  /**
   * Takes all out; what of that was held is lost, which whoever calls tells when it has no lock.
   */
  List<HeldMessage> takeAll(DestinationAddress owner) {
    synchronized (intake) {
      List<HeldMessage> held = takeHeld(owner, Long.MAX_VALUE);
      removeStored(owner, Long.MAX_VALUE);
      return held;
    }
  }

  /**
   * Removes what stands at a position or before it from all inboxes: it is too old. The lock is
   * given back after each inbox.
   *
   * @param mostInboxes so many are cleared at most
   */
  Cleared clearUpTo(long position, int mostInboxes) {
    int cleared = 0;
    long messagesCleared = 0;
    for (Map.Entry<DestinationAddress, Inbox> entry : inboxes.entrySet()) {
      if (cleared < mostInboxes && entry.getValue().reachesBackTo(position)) {
        List<HeldMessage> held;
        synchronized (intake) {
          held = takeHeld(entry.getKey(), position);
          messagesCleared += held.size() + removeStored(entry.getKey(), position);
        }
        HeldMessage.lost(held, "Its client has not confirmed it for too long.");
        cleared++;
      }
    }
    return new Cleared(cleared, messagesCleared);
  }

  /**
   * What was too old.
   *
   * @param inboxes so many had something
   * @param messages so many messages that was
   */
  record Cleared(int inboxes, long messages) {}

  /** Nothing is held any more. */
  void close() {
    List<HeldMessage> held = new ArrayList<>();
    synchronized (intake) {
      holdsNothingMore = true;
      if (heldMessages > 0) {
        inboxes.keySet().forEach(owner -> held.addAll(takeHeld(owner, Long.MAX_VALUE)));
      }
    }
    HeldMessage.lost(held, "The store is closed.");
  }

  /** How many messages are held for all owners together. */
  long heldMessages() {
    synchronized (intake) {
      return heldMessages;
    }
  }

  private List<HeldMessage> takeHeld(DestinationAddress owner, long upTo) {
    Inbox inbox = inboxes.get(owner);
    List<HeldMessage> held = inbox == null ? List.of() : inbox.takeHeldUpTo(upTo);
    if (inbox != null && !held.isEmpty()) {
      heldMessages -= held.size();
      heldBytes -= HeldMessages.usage(held).bytes();
      dropIfEmpty(owner, inbox);
    }
    return held;
  }

  /** How many it were. */
  private int removeStored(DestinationAddress owner, long upTo) {
    Inbox inbox = inboxes.get(owner);
    if (inbox == null) {
      return 0;
    }
    Inbox.Removed removed = inbox.removeUpTo(upTo);
    if (removed.messages() > 0) {
      gone(owner, inbox, new Usage(removed.messages(), removed.bytes()));
      removed.fresh().forEach(FreshMessage::leave);
      intake.put(new Removal(owner, removed.last(), removed.fresh(), removed.dead()));
    }
    return removed.messages();
  }

  /** The record of a message is damaged: it leaves the inbox, once. */
  void discard(DestinationAddress owner, long position, Location location) {
    synchronized (intake) {
      Inbox inbox = inboxes.get(owner);
      if (inbox != null && inbox.discard(position, location)) {
        discarded(owner, inbox, location);
      }
    }
  }

  /** The messages whose record stands in that segment, and whose content is in memory as well. */
  List<FreshMessage> freshIn(Segment segment) {
    return inboxes.values().stream()
        .flatMap(inbox -> inbox.freshIn(segment.number()).stream())
        .toList();
  }

  /** What is only in that segment leaves its inbox: it can't be read. */
  void discardIn(Segment segment) {
    synchronized (intake) {
      inboxes.forEach(
          (owner, inbox) ->
              inbox
                  .discardIn(segment.number())
                  .forEach(location -> discarded(owner, inbox, location)));
    }
  }

  private void discarded(DestinationAddress owner, Inbox inbox, Location location) {
    gone(owner, inbox, new Usage(1, location.length()));
    intake.put(new Discard(location));
  }

  /** The owner's inbox; null if it is empty. */
  @Nullable Inbox find(DestinationAddress owner) {
    return inboxes.get(owner);
  }

  @Override
  public Usage usage(DestinationAddress owner) {
    Inbox inbox = inboxes.get(owner);
    return inbox == null ? EMPTY : inbox.usage();
  }

  @Override
  public Usage usage() {
    return new Usage(messages.get(), bytes.get());
  }

  private void gone(DestinationAddress owner, Inbox inbox, Usage usage) {
    count(usage, -1);
    dropIfEmpty(owner, inbox);
  }

  private void dropIfEmpty(DestinationAddress owner, Inbox inbox) {
    if (inbox.isEmpty()) {
      inboxes.remove(owner);
    }
  }

  private void count(Usage usage, int sign) {
    messages.addAndGet(sign * usage.messages());
    bytes.addAndGet(sign * usage.bytes());
  }
}
