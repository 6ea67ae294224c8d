package dev.postern.net.client;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.AppendOutcome;
import dev.postern.storage.Appended;
import dev.postern.storage.Batch;
import dev.postern.storage.ClientRegistry;
import dev.postern.storage.GatewayStore;
import dev.postern.storage.InboxStore;
import dev.postern.storage.MemoryStore;
import dev.postern.storage.Refused;
import dev.postern.storage.ReplayMemory;
import dev.postern.storage.Usage;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * A store in memory where others may go on before and after each call, and whose disk is slow: what
 * is appended becomes safe when {@link #settleOne} is called. Or it has no disk space, and stores
 * nothing.
 */
final class PointedStore implements GatewayStore {
  private final MemoryStore store = new MemoryStore();
  private final Turns turns;
  private final boolean diskFull;
  private final Queue<CompletableFuture<Void>> unsettled = new ArrayDeque<>();

  PointedStore(Turns turns, boolean diskFull) {
    this.turns = turns;
    this.diskFull = diskFull;
  }

  boolean isUnsettled() {
    return !unsettled.isEmpty();
  }

  void settleOne() {
    unsettled.remove().complete(null);
  }

  /** The same store without points. */
  MemoryStore direct() {
    return store;
  }

  @Override
  public ClientRegistry clients() {
    return store.clients();
  }

  @Override
  public InboxStore inboxes() {
    return new PointedInboxes();
  }

  @Override
  public ReplayMemory replays() {
    return store.replays();
  }

  @Override
  public Clock clock() {
    return store.clock();
  }

  @Override
  public void close() {
    store.close();
  }

  private final class PointedInboxes implements InboxStore {
    private final InboxStore inboxes = store.inboxes();

    @Override
    public AppendOutcome append(DestinationAddress owner, byte[] source, int offset, int length) {
      turns.point();
      if (diskFull) {
        return new Refused(Refused.Reason.DISK_FULL);
      }
      AppendOutcome outcome = inboxes.append(owner, source, offset, length);
      if (outcome instanceof Appended appended) {
        CompletableFuture<Void> safe = new CompletableFuture<>();
        unsettled.add(safe);
        outcome = new Appended(appended.position(), safe);
      }
      turns.point();
      return outcome;
    }

    @Override
    public AppendOutcome hold(DestinationAddress owner, byte[] source, int offset, int length) {
      turns.point();
      AppendOutcome outcome = inboxes.hold(owner, source, offset, length);
      turns.point();
      return outcome;
    }

    @Override
    public void letGo(DestinationAddress owner) {
      turns.point();
      inboxes.letGo(owner);
      turns.point();
    }

    @Override
    public CompletableFuture<Batch> read(
        DestinationAddress owner, long after, int maxMessages, int maxBytes) {
      turns.point();
      CompletableFuture<Batch> batch = inboxes.read(owner, after, maxMessages, maxBytes);
      turns.point();
      return batch;
    }

    @Override
    public void removeUpTo(DestinationAddress owner, long position) {
      turns.point();
      inboxes.removeUpTo(owner, position);
      turns.point();
    }

    @Override
    public Usage usage(DestinationAddress owner) {
      return inboxes.usage(owner);
    }

    @Override
    public Usage usage() {
      return inboxes.usage();
    }
  }
}
