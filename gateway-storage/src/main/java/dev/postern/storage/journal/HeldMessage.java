package dev.postern.storage.journal;

import dev.postern.storage.StoreException;
import dev.postern.storage.StoredMessage;
import java.util.concurrent.CompletableFuture;

/**
 * A message that only memory has, for a client that is here.
 *
 * @param message what it is
 * @param safe completes when its client has confirmed it
 */
record HeldMessage(StoredMessage message, CompletableFuture<Void> safe) {
  HeldMessage(StoredMessage message) {
    this(message, new CompletableFuture<>());
  }

  long position() {
    return message.position();
  }

  int length() {
    return message.length();
  }

  /** Tells whoever waits. Not under a lock: what they do about it is not known here. */
  static void confirmed(Iterable<HeldMessage> messages) {
    messages.forEach(message -> message.safe.complete(null));
  }

  /** Tells whoever waits, as {@link #confirmed} does. */
  static void lost(Iterable<HeldMessage> messages, String why) {
    messages.forEach(message -> message.safe.completeExceptionally(new StoreException(why)));
  }
}
