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

  /** So many messages are held for one owner at most. */
  int MAX_HELD_MESSAGES = 256;

  /** So many bytes of messages are held for one owner at most. */
  int MAX_HELD_BYTES = 1 << 20;

  /** So many bytes of messages are held for all owners together at most. */
  long MAX_HELD_BYTES_OF_ALL = 64L << 20;

  /**
   * Gives a message the next position of its owner's inbox and starts to make it durable. Copies
   * the bytes before it returns.
   *
   * <p>From the return on, {@link #read} sees the message, in its place: positions of one owner
   * grow strictly in the order of appends, over restarts too; they need not be consecutive. When
   * {@link Appended#safe} completes, the message survives kill -9 and loss of power, or {@link
   * #removeUpTo} has passed it; if it fails, the message may be gone, and nobody may be told that
   * it is safe.
   *
   * @return {@link Appended}, or {@link Refused} with a reason, and then nothing is stored
   */
  AppendOutcome append(DestinationAddress owner, byte[] source, int offset, int length);

  /**
   * Keeps a message that {@link #append} refused for lack of room in memory, for a client that is
   * here: it has the next position, and {@link #read} sees it in its place. The disk has no part in
   * it, and no quota counts it: {@link Appended#safe} completes when {@link #removeUpTo} passes it,
   * and fails at {@link #letGo} or at the end of the store.
   *
   * <p>At most {@value #MAX_HELD_MESSAGES} messages and {@value #MAX_HELD_BYTES} bytes are held for
   * an owner, and {@value #MAX_HELD_BYTES_OF_ALL} bytes for all; one more is {@code OVERLOADED}.
   */
  AppendOutcome hold(DestinationAddress owner, byte[] source, int offset, int length);

  /** An owner's client is gone: what was held for it leaves its inbox, and is not safe. */
  void letGo(DestinationAddress owner);

  /**
   * The messages of an inbox after a position, oldest first: as many as there are, but no more than
   * the two limits (at least one, if there is one), and whether there are more. Reading removes
   * nothing. An owner without messages, or unknown, has an empty inbox.
   */
  CompletableFuture<Batch> read(
      DestinationAddress owner, long after, int maxMessages, int maxBytes);

  /**
   * Removes an owner's messages up to and with a position: its client has confirmed them. {@link
   * #read} and the counts follow at once; a crash may bring messages back that were removed shortly
   * before it.
   */
  void removeUpTo(DestinationAddress owner, long position);

  /** What one inbox stores; what is only held doesn't count. */
  Usage usage(DestinationAddress owner);

  /** What all inboxes hold. */
  Usage usage();
}
