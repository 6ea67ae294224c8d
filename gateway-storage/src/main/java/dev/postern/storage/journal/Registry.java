package dev.postern.storage.journal;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.ClientRegistry;
import dev.postern.storage.Refused;
import dev.postern.storage.Registration;
import dev.postern.storage.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The registrations as memory knows them, all of them. Changes are visible at once and queue behind
 * each other, and behind the appends that came before them; so an append that is durable belongs to
 * a registration that is durable.
 */
final class Registry implements ClientRegistry {
  private static final String FORGOTTEN = "Its client was forgotten.";

  private final Intake intake;
  private final Inboxes inboxes;
  private final DiskSpace space;
  private final long maxRegistrations;
  private final ConcurrentMap<DestinationAddress, Registration> registrations;
  private final Set<DestinationAddress> recentlyUsed = ConcurrentHashMap.newKeySet();
  private volatile @Nullable StoreException closed;

  Registry(
      Intake intake,
      Inboxes inboxes,
      ConcurrentMap<DestinationAddress, Registration> registrations,
      DiskSpace space,
      long maxRegistrations) {
    this.intake = intake;
    this.inboxes = inboxes;
    this.registrations = registrations;
    this.space = space;
    this.maxRegistrations = maxRegistrations;
  }

  @Override
  public CompletableFuture<Void> register(Registration registration) {
    RegistryChange change = RegistryChange.registered(registration);
    synchronized (intake) {
      StoreException refusal = refusal(change);
      if (refusal != null) {
        return CompletableFuture.failedFuture(refusal);
      }
      boolean isNew = !registrations.containsKey(registration.client());
      if (isNew && registrations.size() >= maxRegistrations) {
        return CompletableFuture.failedFuture(
            new StoreException(
                "There are "
                    + maxRegistrations
                    + " clients, as many as there may be: raise [storage] max_registrations."));
      }
      if (isNew && !space.take(change.recordBytes())) {
        return CompletableFuture.failedFuture(
            new StoreException("The disk is nearly full: no new clients until there is room."));
      }
      registrations.put(registration.client(), registration);
      intake.put(change);
    }
    return change.durable();
  }

  @Override
  public CompletableFuture<Optional<Registration>> find(DestinationAddress client) {
    StoreException reason = closed;
    return reason != null
        ? CompletableFuture.failedFuture(reason)
        : CompletableFuture.completedFuture(Optional.ofNullable(registrations.get(client)));
  }

  @Override
  public CompletableFuture<Void> forget(DestinationAddress client) {
    RegistryChange change = RegistryChange.forgotten(client);
    List<HeldMessage> held;
    synchronized (intake) {
      StoreException refusal = refusal(change);
      if (refusal != null) {
        return CompletableFuture.failedFuture(refusal);
      }
      registrations.remove(client);
      held = forgetDurably(change);
    }
    HeldMessage.lost(held, FORGOTTEN);
    return change.durable();
  }

  /**
   * Forgets clients that were not here since then.
   *
   * @param most so many of them
   * @return how many it were
   */
  int forgetUnused(Instant since, int most) {
    int forgotten = 0;
    for (Registration registration : registrations.values()) {
      if (forgotten == most) {
        break;
      }
      if (registration.lastUsed().isBefore(since) && forgetIfStill(registration)) {
        forgotten++;
      }
    }
    return forgotten;
  }

  /** Forgets a client, but not if it was here since this was known of it. */
  private boolean forgetIfStill(Registration known) {
    RegistryChange change = RegistryChange.forgotten(known.client());
    List<HeldMessage> held;
    synchronized (intake) {
      if (refusal(change) != null || !registrations.remove(known.client(), known)) {
        return false;
      }
      held = forgetDurably(change);
    }
    HeldMessage.lost(held, FORGOTTEN);
    return true;
  }

  /**
   * The inbox goes first: a crash between the two leaves a client with an empty inbox, never an
   * inbox that a later registration of the same client would inherit.
   */
  private List<HeldMessage> forgetDurably(RegistryChange change) {
    List<HeldMessage> held = inboxes.takeAll(change.client());
    intake.put(change);
    return held;
  }

  @Override
  public void used(DestinationAddress client, Instant when) {
    if (registrations.computeIfPresent(client, (address, known) -> known.usedAt(when)) != null) {
      recentlyUsed.add(client);
    }
  }

  @Override
  public boolean proven(DestinationAddress client, long unixSeconds) {
    synchronized (intake) {
      Registration proven =
          registrations.computeIfPresent(
              client,
              (address, known) ->
                  known.lastProof() < unixSeconds ? known.provenAt(unixSeconds) : known);
      if (proven == null || proven.lastProof() != unixSeconds) {
        return false;
      }
      RegistryChange change = RegistryChange.registered(proven);
      if (refusal(change) == null) {
        intake.put(change);
      }
      return true;
    }
  }

  @Override
  public long count() {
    return registrations.size();
  }

  /** The uses that were noted since it was last asked. */
  List<RegistryChange> takeUses() {
    List<RegistryChange> uses = new ArrayList<>();
    for (DestinationAddress client : List.copyOf(recentlyUsed)) {
      // In this order: a use that is noted from here on is in the registration or marks it again.
      recentlyUsed.remove(client);
      Registration registration = registrations.get(client);
      if (registration != null) {
        uses.add(RegistryChange.used(registration));
      }
    }
    return uses;
  }

  /**
   * All of them; under the intake's monitor, with nothing queued, it is what the disk must hold.
   */
  Collection<Registration> snapshot() {
    return List.copyOf(registrations.values());
  }

  /** Answers nothing any more. */
  void close(StoreException reason) {
    closed = reason;
  }

  private @Nullable StoreException refusal(RegistryChange change) {
    StoreException reason = intake.closed();
    if (reason != null) {
      return reason;
    }
    Refused.Reason refusal = intake.refusal(change.payload().remaining());
    if (refusal == null) {
      return null;
    }
    return new StoreException(
        refusal == Refused.Reason.OVERLOADED
            ? "More is waiting to be written than memory may hold."
            : "The store's disk takes nothing for now.");
  }
}
