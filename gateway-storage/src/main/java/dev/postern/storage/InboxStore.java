package dev.postern.storage;

import dev.postern.sphinx.DestinationAddress;
import java.util.concurrent.CompletableFuture;

/**
 * Inboxes: per client, the messages that came for it and that it has not confirmed, in the order in
 * which they came.
 */
public interface InboxStore {
  /** A position before every message. */
  long BEFORE_ALL = 0;

  /**
   * Gives a message the next position of its owner's inbox and starts to make it durable. Copies
   * the bytes before it returns.
   *
   * <p>From the return on, {@link #read} sees the message, in its place: positions of one owner
   * grow strictly in the order of appends, over restarts too; they need not be consecutive. When
   * {@link Appended#durable} completes, the message survives kill -9 and loss of power; if it
   * fails, the message may be gone, and nobody may be told that it is safe.
   *
   * @return {@link Appended}, or {@link Refused} with a reason, and then nothing is stored
   */
  AppendOutcome append(DestinationAddress owner, byte[] source, int offset, int length);

  /**
   * The messages of an inbox after a position, oldest first: as many as there are, but no more than
   * the two limits (at least one, if there is one). Reading removes nothing. An owner without
   * messages, or unknown, has an empty inbox.
   */
  CompletableFuture<Batch> read(
      DestinationAddress owner, long after, int maxMessages, int maxBytes);

  /**
   * Removes an owner's messages up to and with a position. {@link #read} and the counts follow at
   * once; a crash may bring messages back that were removed shortly before it.
   */
  void removeUpTo(DestinationAddress owner, long position);

  /** What one inbox holds. */
  Usage usage(DestinationAddress owner);

  /** What all inboxes hold. */
  Usage usage();
}
