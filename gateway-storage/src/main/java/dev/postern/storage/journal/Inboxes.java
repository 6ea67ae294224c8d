package dev.postern.storage.journal;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.AppendOutcome;
import dev.postern.storage.Appended;
import dev.postern.storage.Batch;
import dev.postern.storage.InboxStore;
import dev.postern.storage.Refused;
import dev.postern.storage.StoredMessage;
import dev.postern.storage.Usage;
import java.util.Arrays;
import java.util.List;
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

  /**
   * Over what was found on disk.
   *
   * @param registered tells who may have messages
   */
  Inboxes(
      Intake intake,
      Predicate<DestinationAddress> registered,
      InboxReader reader,
      ConcurrentMap<DestinationAddress, Inbox> found) {
    this.intake = intake;
    this.registered = registered;
    this.reader = reader;
    this.inboxes = found;
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
    return new Refused(Refused.Reason.OVERLOADED);
  }

  @Override
  public void letGo(DestinationAddress owner) {}

  @Override
  public CompletableFuture<Batch> read(
      DestinationAddress owner, long after, int maxMessages, int maxBytes) {
    Inbox inbox = inboxes.get(owner);
    return reader.read(
        owner, inbox == null ? new Inbox() : inbox, after, maxMessages, maxBytes, this);
  }

  @Override
  public void removeUpTo(DestinationAddress owner, long position) {
    synchronized (intake) {
      Inbox inbox = inboxes.get(owner);
      if (inbox == null) {
        return;
      }
      Inbox.Removed removed = inbox.removeUpTo(position);
      if (removed.messages() == 0) {
        return;
      }
      gone(owner, inbox, new Usage(removed.messages(), removed.bytes()));
      intake.put(new Removal(owner, removed.last(), removed.fresh(), removed.dead()));
    }
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
    if (inbox.isEmpty()) {
      inboxes.remove(owner);
    }
  }

  private void count(Usage usage, int sign) {
    messages.addAndGet(sign * usage.messages());
    bytes.addAndGet(sign * usage.bytes());
  }
}
