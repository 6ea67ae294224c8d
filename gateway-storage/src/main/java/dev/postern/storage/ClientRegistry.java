package dev.postern.storage;

import dev.postern.sphinx.DestinationAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Which clients are registered here, and the secret that each one shares with the gateway. */
public interface ClientRegistry {
  /**
   * Registers a client, or replaces its registration; its inbox stays. When the future completes
   * the registration survives kill -9 and loss of power; until then {@link #find} may or may not
   * tell of it. If it fails the client must be told so.
   */
  CompletableFuture<Void> register(Registration registration);

  /** The registration that completed last for this client. */
  CompletableFuture<Optional<Registration>> find(DestinationAddress client);

  /** Removes the registration and the inbox; durable when the future completes. */
  CompletableFuture<Void> forget(DestinationAddress client);

  /**
   * Notes that the client was here. Kept in memory at once and written now and then: the last hour
   * of it may be lost in a crash. Does nothing for an unknown client.
   */
  void used(DestinationAddress client, Instant when);

  /** How many are registered. */
  long count();
}
