package dev.postern.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.storage.StoreException;
import dev.postern.storage.StoredMessage;
import dev.postern.storage.Usage;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** One client's inbox in a {@link Model}: what is in it, and what a crash may bring back. */
final class ModelInbox {
  /** In place of a promise that was broken, and that nobody relied on. */
  static final CompletableFuture<Void> UNPROMISED =
      CompletableFuture.failedFuture(new StoreException("It was never promised."));

  private final NavigableMap<Long, Message> messages = new TreeMap<>();
  // Removed since the last moment of certainty.
  private final NavigableMap<Long, Message> removed = new TreeMap<>();
  private final List<Removal> durableRemovals = new ArrayList<>();
  private long bytes;

  private record Message(StoredMessage stored, CompletableFuture<Void> safe) {
    int length() {
      return stored.length();
    }

    Message promised() {
      return new Message(stored, CompletableFuture.completedFuture(null));
    }

    Message stillPromised() {
      return completed(safe) ? this : new Message(stored, UNPROMISED);
    }
  }

  /** Everything up to a position is gone for good, once the future completes. */
  private record Removal(long upTo, CompletableFuture<Void> durable) {}

  void append(long position, byte[] content, CompletableFuture<Void> safe) {
    messages.put(position, new Message(new StoredMessage(position, content), safe));
    bytes += content.length;
  }

  void removeUpTo(long position) {
    for (Iterator<Long> positions = messages.keySet().iterator(); positions.hasNext(); ) {
      long next = positions.next();
      if (next > position) {
        return;
      }
      Message message = messages.get(next);
      removed.put(next, message);
      bytes -= message.length();
      positions.remove();
    }
  }

  /** Removes all that is there, for good when the future completes. */
  void empty(CompletableFuture<Void> durable) {
    if (!messages.isEmpty()) {
      removeUpTo(messages.lastKey());
    }
    durableRemovals.add(new Removal(removed.isEmpty() ? 0 : removed.lastKey(), durable));
  }

  Usage usage() {
    return new Usage(messages.size(), bytes);
  }

  /**
   * The position of one of the messages, by its place among them from 0 to 1; 0 if there is none.
   */
  long position(double place) {
    int index = (int) (place * messages.size());
    return messages.keySet().stream().skip(index).findFirst().orElse(0L);
  }

  /** What a read must give. */
  void assertRead(List<StoredMessage> found, long after, int maxMessages, int maxBytes) {
    int count = 0;
    long sum = 0;
    for (var expected : messages.tailMap(after, false).entrySet()) {
      sum += expected.getValue().length();
      if (count > 0 && (count >= maxMessages || sum > maxBytes)) {
        break;
      }
      assertThat(found).as("read after %d", after).hasSizeGreaterThan(count);
      StoredMessage message = found.get(count);
      assertThat(message.position()).isEqualTo(expected.getKey());
      assertWhole(message, expected.getValue());
      count++;
    }
    assertThat(found).as("read after %d", after).hasSize(count);
  }

  /**
   * All that is safe is there; of the rest, what is there was here once; then that is all, unless
   * there is doubt whether what was found is on the disk.
   */
  void assertKept(List<StoredMessage> found, boolean doubt) {
    NavigableMap<Long, Message> lost = new TreeMap<>(messages);
    lost.values().removeIf(message -> !completed(message.safe));
    NavigableMap<Long, Message> kept = new TreeMap<>();
    long gone = certainlyGone();
    for (StoredMessage message : found) {
      long position = message.position();
      assertThat(position).as("a message that was forgotten, or out of order").isGreaterThan(gone);
      gone = position;
      Message known = messages.getOrDefault(position, removed.get(position));
      if (known == null) {
        throw new AssertionError("nobody appended this, or it was gone before: " + message);
      }
      assertWhole(message, known);
      kept.put(position, doubt ? known.stillPromised() : known.promised());
      lost.remove(position);
    }
    assertThat(lost.keySet()).as("lost messages").isEmpty();
    removed.putAll(messages);
    removed.keySet().removeAll(kept.keySet());
    messages.clear();
    messages.putAll(kept);
    bytes = kept.values().stream().mapToLong(message -> message.length()).sum();
    if (!doubt) {
      becomeCertain();
    }
  }

  /** What is in it stays in it, and what was removed stays away. */
  void becomeCertain() {
    removed.clear();
    durableRemovals.clear();
  }

  /** Hands out every promise since the last moment of certainty. */
  void forEachPromise(Consumer<CompletableFuture<Void>> consumer) {
    Stream.concat(messages.values().stream(), removed.values().stream())
        .map(Message::safe)
        .filter(promise -> promise != UNPROMISED)
        .forEach(consumer);
    durableRemovals.forEach(removal -> consumer.accept(removal.durable));
  }

  private long certainlyGone() {
    return durableRemovals.stream()
        .filter(removal -> completed(removal.durable))
        .mapToLong(Removal::upTo)
        .max()
        .orElse(0);
  }

  private static void assertWhole(StoredMessage found, Message expected) {
    if (!found.content().equals(expected.stored.content())) {
      throw new AssertionError("another content: " + found);
    }
  }

  static boolean completed(CompletableFuture<Void> future) {
    return future.isDone() && !future.isCompletedExceptionally();
  }
}
