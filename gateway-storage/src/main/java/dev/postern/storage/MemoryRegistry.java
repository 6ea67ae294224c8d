package dev.postern.storage;

import dev.postern.sphinx.DestinationAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/** Registrations in a map. Thread-safe. */
final class MemoryRegistry implements ClientRegistry {
  private final ConcurrentMap<DestinationAddress, Registration> registrations =
      new ConcurrentHashMap<>();
  private volatile Consumer<DestinationAddress> whenForgotten = client -> {};
  private volatile boolean closed;

  /** Who empties the inbox of a client that is forgotten. */
  void whenForgotten(Consumer<DestinationAddress> action) {
    whenForgotten = action;
  }

  boolean contains(DestinationAddress client) {
    return registrations.containsKey(client);
  }

  @Override
  public CompletableFuture<Void> register(Registration registration) {
    if (closed) {
      return refused();
    }
    registrations.put(registration.client(), registration);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Optional<Registration>> find(DestinationAddress client) {
    if (closed) {
      return refused();
    }
    return CompletableFuture.completedFuture(Optional.ofNullable(registrations.get(client)));
  }

  @Override
  public CompletableFuture<Void> forget(DestinationAddress client) {
    if (closed) {
      return refused();
    }
    // First the registration, so that nothing is appended behind the removal.
    registrations.remove(client);
    whenForgotten.accept(client);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void used(DestinationAddress client, Instant when) {
    registrations.computeIfPresent(client, (address, known) -> known.usedAt(when));
  }

  @Override
  public boolean proven(DestinationAddress client, long unixSeconds) {
    Registration proven =
        registrations.computeIfPresent(
            client,
            (address, known) ->
                known.lastProof() < unixSeconds ? known.provenAt(unixSeconds) : known);
    return proven != null && proven.lastProof() == unixSeconds;
  }

  @Override
  public long count() {
    return registrations.size();
  }

  void close() {
    closed = true;
  }

  private static <T> CompletableFuture<T> refused() {
    return CompletableFuture.failedFuture(new StoreException("The store is closed."));
  }
}
