package dev.postern.storage;

import dev.postern.sphinx.DestinationAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Inboxes in sorted maps, under one lock. */
final class MemoryInboxes implements InboxStore {
  private static final Usage EMPTY = new Usage(0, 0);

  private final MemoryRegistry clients;
  // Guarded by this: no owner has an empty map.
  private final Map<DestinationAddress, NavigableMap<Long, StoredMessage>> inboxes =
      new HashMap<>();
  // Guarded by this: what of that is only held.
  private final Map<DestinationAddress, NavigableMap<Long, CompletableFuture<Void>>> held =
      new HashMap<>();
  private long lastPosition = BEFORE_ALL;
  private boolean closed;

  MemoryInboxes(MemoryRegistry clients) {
    this.clients = clients;
    clients.whenForgotten(
        client -> {
          letGo(client);
          removeUpTo(client, Long.MAX_VALUE);
        });
  }

  @Override
  public synchronized AppendOutcome append(
      DestinationAddress owner, byte[] source, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, source.length);
    byte[] content = Arrays.copyOfRange(source, offset, offset + length);
    if (closed) {
      return new Refused(Refused.Reason.STORE_FAILED);
    }
    if (!clients.contains(owner)) {
      return new Refused(Refused.Reason.UNKNOWN_CLIENT);
    }
    long position = ++lastPosition;
    inboxes
        .computeIfAbsent(owner, address -> new TreeMap<>())
        .put(position, new StoredMessage(position, content));
    return new Appended(position, CompletableFuture.completedFuture(null));
  }

  @Override
  public synchronized AppendOutcome hold(
      DestinationAddress owner, byte[] source, int offset, int length) {
    Usage holding = heldUsage(owner);
    long holdingOfAll = held.keySet().stream().mapToLong(each -> heldUsage(each).bytes()).sum();
    if (holding.messages() >= MAX_HELD_MESSAGES
        || holding.bytes() + length > MAX_HELD_BYTES
        || holdingOfAll + length > MAX_HELD_BYTES_OF_ALL) {
      return new Refused(Refused.Reason.OVERLOADED);
    }
    AppendOutcome outcome = append(owner, source, offset, length);
    if (!(outcome instanceof Appended appended)) {
      return outcome;
    }
    CompletableFuture<Void> confirmed = new CompletableFuture<>();
    held.computeIfAbsent(owner, address -> new TreeMap<>()).put(appended.position(), confirmed);
    return new Appended(appended.position(), confirmed);
  }

  @Override
  public void letGo(DestinationAddress owner) {
    List<CompletableFuture<Void>> gone;
    synchronized (this) {
      NavigableMap<Long, CompletableFuture<Void>> futures = held.remove(owner);
      if (futures == null) {
        return;
      }
      inbox(owner).keySet().removeAll(futures.keySet());
      dropIfEmpty(owner);
      gone = List.copyOf(futures.values());
    }
    gone.forEach(future -> future.completeExceptionally(new StoreException("Its client left.")));
  }

  @Override
  public synchronized CompletableFuture<Batch> read(
      DestinationAddress owner, long after, int maxMessages, int maxBytes) {
    if (closed) {
      return CompletableFuture.failedFuture(new StoreException("The store is closed."));
    }
    List<StoredMessage> messages = new ArrayList<>();
    long bytes = 0;
    for (StoredMessage message : inbox(owner).tailMap(after, false).values()) {
      bytes += message.length();
      if (!messages.isEmpty() && (messages.size() >= maxMessages || bytes > maxBytes)) {
        return CompletableFuture.completedFuture(new Batch(messages, true));
      }
      messages.add(message);
    }
    return CompletableFuture.completedFuture(new Batch(messages, false));
  }

  @Override
  public void removeUpTo(DestinationAddress owner, long position) {
    List<CompletableFuture<Void>> confirmed;
    synchronized (this) {
      inbox(owner).headMap(position, true).clear();
      NavigableMap<Long, CompletableFuture<Void>> holding =
          held.getOrDefault(owner, new TreeMap<>());
      Map<Long, CompletableFuture<Void>> futures = holding.headMap(position, true);
      confirmed = List.copyOf(futures.values());
      futures.clear();
      if (holding.isEmpty()) {
        held.remove(owner);
      }
      dropIfEmpty(owner);
    }
    confirmed.forEach(future -> future.complete(null));
  }

  private void dropIfEmpty(DestinationAddress owner) {
    if (inbox(owner).isEmpty()) {
      inboxes.remove(owner);
    }
  }

  @Override
  public synchronized Usage usage(DestinationAddress owner) {
    Usage all = usageOf(inbox(owner).values());
    Usage onlyHeld = heldUsage(owner);
    return new Usage(all.messages() - onlyHeld.messages(), all.bytes() - onlyHeld.bytes());
  }

  @Override
  public synchronized Usage usage() {
    return inboxes.keySet().stream()
        .map(this::usage)
        .reduce(EMPTY, (a, b) -> new Usage(a.messages() + b.messages(), a.bytes() + b.bytes()));
  }

  void close() {
    List<DestinationAddress> holding;
    synchronized (this) {
      closed = true;
      holding = List.copyOf(held.keySet());
    }
    holding.forEach(this::letGo);
  }

  private NavigableMap<Long, StoredMessage> inbox(DestinationAddress owner) {
    return inboxes.getOrDefault(owner, new TreeMap<>());
  }

  private Usage heldUsage(DestinationAddress owner) {
    NavigableMap<Long, StoredMessage> inbox = inbox(owner);
    return usageOf(
        held.getOrDefault(owner, new TreeMap<>()).keySet().stream().map(inbox::get).toList());
  }

  private static Usage usageOf(Collection<StoredMessage> messages) {
    return new Usage(
        messages.size(), messages.stream().mapToLong(message -> message.length()).sum());
  }
}
