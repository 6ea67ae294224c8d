package dev.postern.net.delivery;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.ClientRegistry;
import dev.postern.storage.Registration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Which clients share a secret of the first kind with us: two keys of 16 bytes and nothing else, as
 * clients of Nym 0.9 have them. Secrets of later kinds are longer. Thread-safe.
 */
final class LegacyClients {
  private static final int LEGACY_SECRET_BYTES = 32;

  private final ClientRegistry clients;

  LegacyClients(ClientRegistry clients) {
    this.clients = clients;
  }

  /**
   * Whether that client is one; false for one that isn't registered. A registry in memory answers
   * at once.
   */
  CompletableFuture<Boolean> contain(DestinationAddress client) {
    return clients.find(client).thenApply(LegacyClients::isLegacy);
  }

  private static boolean isLegacy(Optional<Registration> client) {
    return client
        .map(Registration::sharedKeys)
        .filter(secret -> secret.size() == LEGACY_SECRET_BYTES)
        .isPresent();
  }
}
