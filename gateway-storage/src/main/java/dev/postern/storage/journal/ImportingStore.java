package dev.postern.storage.journal;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.AppendOutcome;
import dev.postern.storage.Appended;
import dev.postern.storage.GatewayStore;
import dev.postern.storage.Refused;
import dev.postern.storage.Registration;
import dev.postern.storage.StoreException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A store that is filled as fast as it takes it, with a bounded amount on its way to the disk. */
final class ImportingStore {
  private static final long MOST_WAITING_BYTES = 8 << 20;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final GatewayStore store;
  private final boolean replaceRegistrations;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private long registered;
  private long replaced;
  private long kept;
  private long messages;
  private long unknown;

  ImportingStore(GatewayStore store, boolean replaceRegistrations) {
    this.store = store;
    this.replaceRegistrations = replaceRegistrations;
  }

  private record Waiting(CompletableFuture<Void> durable, int bytes) {}

  void register(Registration registration) throws StoreException {
    boolean known = join(store.clients().find(registration.client())).isPresent();
    if (known && !replaceRegistrations) {
      kept++;
      return;
    }
    await(store.clients().register(registration), RecordFormat.HEADER_BYTES);
    registered += known ? 0 : 1;
    replaced += known ? 1 : 0;
  }

  void append(DestinationAddress owner, byte[] content) throws StoreException {
    AppendOutcome outcome = store.inboxes().append(owner, content, 0, content.length);
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (outcome instanceof Refused refused
        && refused.reason() == Refused.Reason.OVERLOADED
        && (!waiting.isEmpty() || System.nanoTime() < deadline)) {
      if (waiting.isEmpty()) {
        // What is durable makes room a moment after it says so.
        LockSupport.parkNanos(PAUSE_NANOS);
      } else {
        settleOldest();
      }
      outcome = store.inboxes().append(owner, content, 0, content.length);
    }
    if (outcome instanceof Appended appended) {
      await(appended.safe(), RecordFormat.bytes(content.length));
      messages++;
    } else if (outcome instanceof Refused refused) {
      if (refused.reason() != Refused.Reason.UNKNOWN_CLIENT) {
        throw new StoreException(stopped(refused.reason()));
      }
      unknown++;
    }
  }

  /** Waits until all is durable. */
  ImportedContents finish() throws StoreException {
    while (!waiting.isEmpty()) {
      settleOldest();
    }
    return new ImportedContents(registered, replaced, kept, messages, unknown);
  }

  private void await(CompletableFuture<Void> durable, int bytes) throws StoreException {
    waiting.add(new Waiting(durable, bytes));
    waitingBytes += bytes;
    while (waitingBytes > MOST_WAITING_BYTES) {
      settleOldest();
    }
  }

  private void settleOldest() throws StoreException {
    Waiting oldest = waiting.remove();
    waitingBytes -= oldest.bytes;
    join(oldest.durable);
  }

  private <T> T join(CompletableFuture<T> future) throws StoreException {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw new StoreException(stopped(e.getCause()), e);
    }
  }

  private String stopped(@Nullable Object why) {
    return "The store took no more after "
        + messages
        + " messages ("
        + why
        + "), and has a part of the file now: see to the reason, and import into an empty store.";
  }
}
