package dev.postern.storage;

import java.time.Clock;

/**
 * A store that lives as long as its process: for tests, demos and embedders who need no more.
 * Everything is as durable as memory is, at once, so its futures are complete when they are
 * returned. Thread-safe.
 */
public final class MemoryStore implements GatewayStore {
  private final MemoryRegistry clients = new MemoryRegistry();
  private final MemoryInboxes inboxes = new MemoryInboxes(clients);
  private final ReplayMemory replays = new MemoryReplays();

  @Override
  public ClientRegistry clients() {
    return clients;
  }

  @Override
  public InboxStore inboxes() {
    return inboxes;
  }

  @Override
  public ReplayMemory replays() {
    return replays;
  }

  @Override
  public Clock clock() {
    return Clock.systemUTC();
  }

  @Override
  public void close() {
    inboxes.close();
    clients.close();
  }
}
