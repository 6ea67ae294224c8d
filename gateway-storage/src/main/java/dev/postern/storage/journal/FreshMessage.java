package dev.postern.storage.journal;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.StoredMessage;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A message whose content is in memory: on its way to the journal, or in it since lately. The
 * writer's thread owns the location, and whether it is settled.
 */
final class FreshMessage implements Work {
  private final DestinationAddress owner;
  private final Inbox inbox;
  private final StoredMessage message;
  private final CompletableFuture<Void> durable = new CompletableFuture<>();
  private @Nullable Location location;
  private volatile boolean left; // its inbox
  private boolean settled;
  private boolean onDisk;

  FreshMessage(DestinationAddress owner, Inbox inbox, StoredMessage message) {
    this.owner = owner;
    this.inbox = inbox;
    this.message = message;
  }

  DestinationAddress owner() {
    return owner;
  }

  /** The inbox that it was appended to. */
  Inbox inbox() {
    return inbox;
  }

  StoredMessage message() {
    return message;
  }

  long position() {
    return message.position();
  }

  CompletableFuture<Void> durable() {
    return durable;
  }

  /** It is on disk for good. Its future completes. */
  void settleDurable() {
    onDisk = true;
    settle();
  }

  /** Whether it is on disk for good. */
  boolean isDurable() {
    return onDisk;
  }

  /** It is safe: durable, or with its client. Its future completes. */
  void settle() {
    settled = true;
    durable.complete(null);
  }

  /** Whether it is safe. */
  boolean settled() {
    return settled;
  }

  /** It left its inbox: its client has it, or nobody wants it any more. From any thread. */
  void leave() {
    left = true;
  }

  /** Whether it left its inbox. */
  boolean hasLeft() {
    return left;
  }

  /** Whether no record of it was written. */
  boolean isUnwritten() {
    return location == null;
  }

  /** Its record was written there. */
  void writtenTo(Location place) {
    location = place;
  }

  /** Where its record stands, once it is written. */
  Location location() {
    if (location == null) {
      throw new AssertionError("asked for the place of a message that is not written");
    }
    return location;
  }

  @Override
  public int recordBytes() {
    return RecordFormat.bytes(message.length());
  }
}
