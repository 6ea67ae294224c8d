package dev.postern.net.client;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.AppendOutcome;
import dev.postern.storage.Batch;
import dev.postern.storage.ClientRegistry;
import dev.postern.storage.GatewayStore;
import dev.postern.storage.InboxStore;
import dev.postern.storage.MemoryStore;
import dev.postern.storage.Registration;
import dev.postern.storage.ReplayMemory;
import dev.postern.storage.Usage;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * A store in memory that holds its answers back until the test lets them go, one at a time and in
 * order. An answer tells what was true when the question was asked. Thread-safe.
 */
final class HeldStore implements GatewayStore {
  private final MemoryStore store = new MemoryStore();
  private final Queue<Held<?>> held = new ConcurrentLinkedQueue<>();
  final List<Read> reads = new CopyOnWriteArrayList<>();

  record Read(long after, int maxMessages, int maxBytes) {}

  private record Held<T>(CompletableFuture<T> promise, CompletableFuture<T> answer) {
    void release() {
      promise.completeAsync(answer::join, Runnable::run);
    }

    void fail() {
      promise.completeExceptionally(new IllegalStateException("a disk broke, as the test wished"));
    }
  }

  /** The same store without delay. */
  MemoryStore direct() {
    return store;
  }

  /** How many questions wait. */
  int waiting() {
    return held.size();
  }

  void releaseOne() {
    held.remove().release();
  }

  void failOne() {
    held.remove().fail();
  }

  private <T> CompletableFuture<T> later(Supplier<CompletableFuture<T>> question) {
    Held<T> answer = new Held<>(new CompletableFuture<>(), question.get());
    held.add(answer);
    return answer.promise();
  }

  @Override
  public ClientRegistry clients() {
    return new ClientRegistry() {
      @Override
      public CompletableFuture<Void> register(Registration registration) {
        return later(() -> store.clients().register(registration));
      }

      @Override
      public CompletableFuture<Optional<Registration>> find(DestinationAddress client) {
        return later(() -> store.clients().find(client));
      }

      @Override
      public CompletableFuture<Void> forget(DestinationAddress client) {
        return later(() -> store.clients().forget(client));
      }

      @Override
      public void used(DestinationAddress client, Instant when) {
        store.clients().used(client, when);
      }

      @Override
      public boolean proven(DestinationAddress client, long unixSeconds) {
        return store.clients().proven(client, unixSeconds);
      }

      @Override
      public long count() {
        return store.clients().count();
      }
    };
  }

  @Override
  public InboxStore inboxes() {
    return new InboxStore() {
      @Override
      public AppendOutcome append(DestinationAddress owner, byte[] source, int offset, int length) {
        return store.inboxes().append(owner, source, offset, length);
      }

      @Override
      public AppendOutcome hold(DestinationAddress owner, byte[] source, int offset, int length) {
        return store.inboxes().hold(owner, source, offset, length);
      }

      @Override
      public void letGo(DestinationAddress owner) {
        store.inboxes().letGo(owner);
      }

      @Override
      public CompletableFuture<Batch> read(
          DestinationAddress owner, long after, int maxMessages, int maxBytes) {
        reads.add(new Read(after, maxMessages, maxBytes));
        return later(() -> store.inboxes().read(owner, after, maxMessages, maxBytes));
      }

      @Override
      public void removeUpTo(DestinationAddress owner, long position) {
        store.inboxes().removeUpTo(owner, position);
      }

      @Override
      public Usage usage(DestinationAddress owner) {
        return store.inboxes().usage(owner);
      }

      @Override
      public Usage usage() {
        return store.inboxes().usage();
      }
    };
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
}
