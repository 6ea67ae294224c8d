package dev.postern.storage;

import dev.postern.sphinx.DestinationAddress;
import java.util.ArrayList;
import java.util.Arrays;
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
  private long lastPosition = BEFORE_ALL;
  private boolean closed;

  MemoryInboxes(MemoryRegistry clients) {
    this.clients = clients;
    clients.whenForgotten(client -> removeUpTo(client, Long.MAX_VALUE));
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
        break;
      }
      messages.add(message);
    }
    return CompletableFuture.completedFuture(new Batch(messages));
  }

  @Override
  public synchronized void removeUpTo(DestinationAddress owner, long position) {
    NavigableMap<Long, StoredMessage> inbox = inbox(owner);
    inbox.headMap(position, true).clear();
    if (inbox.isEmpty()) {
      inboxes.remove(owner);
    }
  }

  @Override
  public synchronized Usage usage(DestinationAddress owner) {
    return usageOf(inbox(owner));
  }

  @Override
  public synchronized Usage usage() {
    return inboxes.values().stream()
        .map(MemoryInboxes::usageOf)
        .reduce(EMPTY, (a, b) -> new Usage(a.messages() + b.messages(), a.bytes() + b.bytes()));
  }

  synchronized void close() {
    closed = true;
  }

  private NavigableMap<Long, StoredMessage> inbox(DestinationAddress owner) {
    return inboxes.getOrDefault(owner, new TreeMap<>());
  }

  private static Usage usageOf(NavigableMap<Long, StoredMessage> inbox) {
    return new Usage(inbox.size(), inbox.values().stream().mapToLong(StoredMessage::length).sum());
  }
}
