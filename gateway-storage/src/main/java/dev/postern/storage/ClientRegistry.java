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

  /**
   * Notes when the latest dated proof of a client was made. Kept in memory at once, so that of two
   * that are noted the later one counts whichever thread is faster; written as soon as the disk
   * takes it. A crash may lose the last moments of it: what must not come twice belongs in {@link
   * ReplayMemory#logins} too.
   *
   * @param unixSeconds since 1970
   * @return false for an unknown client, and if a later proof is known; one of the same second is
   *     taken
   */
  boolean proven(DestinationAddress client, long unixSeconds);

  /** How many are registered. */
  long count();
}
