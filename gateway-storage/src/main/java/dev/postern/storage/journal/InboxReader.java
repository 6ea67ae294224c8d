package dev.postern.storage.journal;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.Batch;
import dev.postern.storage.StoreException;
import dev.postern.storage.StoredMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads inboxes. What a read gives is decided in memory; if the contents are there too, the future
 * is complete when it is returned. Otherwise a thread of two fetches the rest from the segments.
 */
final class InboxReader implements AutoCloseable {
  private static final int THREADS = 2;
  private static final int SECONDS_TO_FINISH = 10;

  private static final Batch NOTHING = new Batch(List.of(), false);

  private final Journal journal;
  private final Damage damage;
  private final ExecutorService threads;
  private volatile boolean closed;

  InboxReader(Journal journal, Damage damage) {
    this.journal = journal;
    this.damage = damage;
    this.threads =
        Executors.newFixedThreadPool(THREADS, task -> daemon(task, "postern-store-reader"));
  }

  static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * See {@link dev.postern.storage.InboxStore#read}; {@code inboxes} hears of damaged messages.
   *
   * @param inbox null if the owner has none
   */
  CompletableFuture<Batch> read(
      DestinationAddress owner,
      @Nullable Inbox inbox,
      long after,
      int maxMessages,
      int maxBytes,
      Inboxes inboxes) {
    if (closed) {
      return CompletableFuture.failedFuture(new StoreException("The store is closed."));
    }
    if (inbox == null) {
      return CompletableFuture.completedFuture(NOTHING);
    }
    Inbox.Selection selection = inbox.select(after, maxMessages, maxBytes);
    if (selection.isInMemory()) {
      return CompletableFuture.completedFuture(
          new Batch(contents(selection.slots()), selection.more()));
    }
    CompletableFuture<Batch> result = new CompletableFuture<>();
    Runnable fetch =
        () -> {
          try {
            Inbox.Selection wanted = selection;
            List<StoredMessage> messages = fetch(owner, inbox, wanted.slots(), inboxes);
            // An empty batch would say that the inbox ends here; it doesn't if all of these were
            // removed or damaged meanwhile.
            while (messages.isEmpty() && !wanted.slots().isEmpty()) {
              long last = wanted.slots().get(wanted.slots().size() - 1).position();
              wanted = inbox.select(last, maxMessages, maxBytes);
              messages = fetch(owner, inbox, wanted.slots(), inboxes);
            }
            result.complete(new Batch(messages, wanted.more()));
          } catch (IOException | RuntimeException | Error e) {
            result.completeExceptionally(
                new StoreException("An inbox could not be read: " + e.getMessage(), e));
          }
        };
    try {
      threads.execute(fetch);
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(new StoreException("The store is closed.", e));
    }
    return result;
  }

  /** Of slots whose contents are all in memory. */
  private static List<StoredMessage> contents(List<Inbox.Slot> slots) {
    List<StoredMessage> contents = new ArrayList<>(slots.size());
    for (Inbox.Slot slot : slots) {
      contents.add(Objects.requireNonNull(slot.content()));
    }
    return Collections.unmodifiableList(contents);
  }

  private List<StoredMessage> fetch(
      DestinationAddress owner, Inbox inbox, List<Inbox.Slot> slots, Inboxes inboxes)
      throws IOException {
    List<StoredMessage> messages = new ArrayList<>(slots.size());
    for (Inbox.Slot slot : slots) {
      StoredMessage content = slot.content();
      if (content == null) {
        content = fetch(owner, inbox, slot.position(), inboxes);
      }
      if (content != null) {
        messages.add(content);
      }
    }
    return List.copyOf(messages);
  }

  /** Null if it was removed meanwhile, or is damaged. */
  private @Nullable StoredMessage fetch(
      DestinationAddress owner, Inbox inbox, long position, Inboxes inboxes) throws IOException {
    Location location = inbox.location(position);
    while (location != null) {
      Segment segment = journal.segment(location.segment());
      if (segment != null && segment.acquire()) {
        try {
          StoredMessage message = read(segment, owner, position, location);
          if (message == null) {
            damage.found(segment.journal(), location.offset(), location.recordBytes());
            inboxes.discard(owner, position, location);
          }
          return message;
        } finally {
          segment.release();
        }
      }
      // A segment goes when its survivors stand elsewhere: then look there.
      Location now = inbox.location(position);
      if (location.equals(now)) {
        damage.missing(location);
        inboxes.discard(owner, position, location);
        return null;
      }
      location = now;
    }
    return null;
  }

  private static @Nullable StoredMessage read(
      Segment segment, DestinationAddress owner, long position, Location location)
      throws IOException {
    ByteBuffer record = segment.read(location);
    boolean whole =
        record != null
            && RecordFormat.isWhole(record, 0, segment.mark())
            && RecordFormat.type(record, 0) == RecordType.MESSAGE
            && RecordFormat.payloadLength(record, 0) == location.length()
            && RecordFormat.position(record, 0) == position
            && RecordFormat.owner(record, 0).equals(owner);
    if (record == null || !whole) {
      return null;
    }
    byte[] content = new byte[location.length()];
    RecordFormat.payload(record, 0).get(content);
    return new StoredMessage(position, content);
  }

  /** Finishes what was begun. Never interrupts: that would close the files under the others. */
  @Override
  public void close() {
    closed = true;
    threads.shutdown();
    boolean interrupted = false;
    try {
      threads.awaitTermination(SECONDS_TO_FINISH, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
