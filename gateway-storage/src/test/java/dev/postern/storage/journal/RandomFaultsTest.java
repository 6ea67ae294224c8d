package dev.postern.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.AppendOutcome;
import dev.postern.storage.Appended;
import dev.postern.storage.Some;
import dev.postern.storage.StoreException;
import dev.postern.storage.StoredMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random operations on a disk that fails by chance and recovers, with losses of power in between:
 * what was acknowledged is there, what was never appended is not, and when the weather is fair
 * again all that waited is acknowledged. {@code -Dpostern.faults.seeds=N} for more seeds than those
 * of every build, {@code -Dpostern.faults.seed=N} for one again: operations and faults are the same
 * then, but for how they fall between the store's threads.
 */
class RandomFaultsTest {
  private static final int SEEDS = Integer.getInteger("postern.faults.seeds", 100);
  private static final Long SEED = Long.getLong("postern.faults.seed");
  private static final int STEPS = 400;
  private static final int CLIENTS = 4;

  @TempDir Path directory;
  private Random random;
  private FlakyFiles files;
  private JournalOptions options;
  private JournalStore store;
  private int number;

  // What came, by client and position, of what may be there.
  private final Map<Integer, NavigableMap<Long, Sent>> sent = new HashMap<>();
  private final Map<Integer, Long> confirmed = new HashMap<>();
  private final Map<Integer, CompletableFuture<Void>> registered = new HashMap<>();
  private final Set<Integer> certainlyRegistered = new HashSet<>();

  private record Sent(String content, CompletableFuture<Void> safe) {
    boolean acknowledged() {
      return safe.isDone() && !safe.isCompletedExceptionally();
    }
  }

  static LongStream seeds() {
    return SEED != null ? LongStream.of(SEED) : LongStream.rangeClosed(1, SEEDS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatWasAcknowledged_isThere_whateverTheDiskDid(long seed) throws Exception {
    random = new Random(seed);
    files = new FlakyFiles(new Random(seed));
    options = new JournalOptions(1024 << random.nextInt(4), 2048, 1 << 20, random.nextInt(4000));
    store = JournalStore.open(directory, options, files);
    for (int step = 0; step < STEPS; step++) {
      int dice = random.nextInt(1000);
      int client = random.nextInt(CLIENTS);
      if (dice < 600) {
        append(client);
      } else if (dice < 700) {
        confirm(client);
      } else if (dice < 800) {
        read(client);
      } else if (dice < 860) {
        register(client);
      } else if (dice < 960) {
        files.weather(random.nextBoolean() ? 0 : random.nextDouble() * 0.7);
      } else if (dice < 990) {
        recover();
      } else {
        crash();
      }
    }
    recover();
    crash();
    store.close();
  }

  private void register(int client) {
    CompletableFuture<Void> future =
        store.clients().register(Some.registration(Some.client(client)));
    registered.merge(client, future, (one, other) -> succeeded(one) ? one : other);
  }

  private void append(int client) {
    String content = client + " " + number++ + " " + "x".repeat(random.nextInt(200));
    byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
    AppendOutcome outcome = store.inboxes().append(Some.client(client), bytes, 0, bytes.length);
    if (outcome instanceof Appended appended) {
      of(client).put(appended.position(), new Sent(content, appended.safe()));
      if (random.nextInt(4) == 0) {
        settleOrSuspend(appended.safe());
      }
    }
  }

  private void settleOrSuspend(CompletableFuture<Void> future) {
    long giveUp = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (!future.isDone() && !store.status().suspended()) {
      assertThat(System.nanoTime()).isLessThan(giveUp);
      Thread.onSpinWait();
    }
  }

  private void confirm(int client) {
    NavigableMap<Long, Sent> messages = of(client);
    if (!messages.isEmpty()) {
      List<Long> positions = List.copyOf(messages.keySet());
      long upTo = positions.get(random.nextInt(positions.size()));
      confirmed.merge(client, upTo, Math::max);
      store.inboxes().removeUpTo(Some.client(client), upTo);
    }
  }

  /** Reads may fail; what they give is right. */
  private void read(int client) {
    List<StoredMessage> messages =
        store
            .inboxes()
            .read(Some.client(client), 0, 100, 100_000)
            .handle(
                (batch, failure) -> failure == null ? batch.messages() : List.<StoredMessage>of())
            .orTimeout(60, TimeUnit.SECONDS)
            .join();
    for (StoredMessage message : messages) {
      assertThat(of(client)).containsKey(message.position());
      assertThat(Some.text(message)).isEqualTo(of(client).get(message.position()).content);
    }
  }

  /** Fair weather: all that waits is acknowledged, and the store takes more. */
  private void recover() throws Exception {
    files.weather(0);
    for (NavigableMap<Long, Sent> messages : sent.values()) {
      messages.values().removeIf(message -> message.safe.isCompletedExceptionally());
      messages.values().forEach(message -> Some.await(message.safe));
    }
    Eventually.until(() -> !store.status().suspended());
    for (int client = 0; client < CLIENTS; client++) {
      registerForCertain(client);
      append(client);
      verify(client, false);
    }
    assertThat(store.status().failed()).isFalse();
  }

  /** A failure from before the weather changed may be on its way yet, and have it refused. */
  private void registerForCertain(int client) throws Exception {
    Eventually.until(
        () ->
            store
                .clients()
                .register(Some.registration(Some.client(client)))
                .handle((done, failure) -> failure == null)
                .orTimeout(60, TimeUnit.SECONDS)
                .join());
    certainlyRegistered.add(client);
  }

  /** Power fails, in any weather; when the store opens, the disk is well. */
  private void crash() throws Exception {
    files.weather(random.nextBoolean() ? 1 : random.nextDouble());
    store.close();
    Files.deleteIfExists(directory.resolve("clean"));
    files.weather(0);
    files.crash();
    registered.forEach(
        (client, future) -> {
          if (succeeded(future)) {
            certainlyRegistered.add(client);
          }
        });
    registered.clear();
    try {
      store = JournalStore.open(directory, options, files);
    } catch (StoreException e) {
      throw new AssertionError("after a crash", e);
    }
    for (int client = 0; client < CLIENTS; client++) {
      verify(client, true);
    }
  }

  /** The store against what is known; after a crash it is the new truth. */
  private void verify(int client, boolean afterCrash) {
    DestinationAddress address = Some.client(client);
    if (certainlyRegistered.contains(client)) {
      assertThat(Some.await(store.clients().find(address))).as("client %d", client).isPresent();
    }
    NavigableMap<Long, Sent> known = of(client);
    NavigableMap<Long, Sent> found = new TreeMap<>();
    for (StoredMessage message : Some.all(store, address, 0)) {
      Sent sentOnce = known.get(message.position());
      assertThat(sentOnce).as("position %d of client %d", message.position(), client).isNotNull();
      assertThat(Some.text(message)).isEqualTo(sentOnce.content);
      found.put(message.position(), new Sent(sentOnce.content, done()));
    }
    long upTo = confirmed.getOrDefault(client, 0L);
    known
        .tailMap(upTo, false)
        .forEach(
            (position, message) -> {
              if (message.acknowledged()) {
                assertThat(found).as("message %s", message.content.trim()).containsKey(position);
              }
            });
    if (afterCrash) {
      // Messages that were confirmed may be back, and messages that failed may be there. What isn't
      // there now can be there later if it stands in bytes that don't count; so it stays known.
      known.replaceAll((position, message) -> new Sent(message.content, unsafe()));
      known.putAll(found);
      confirmed.remove(client);
    } else {
      assertThat(found.headMap(upTo, true)).isEmpty();
    }
  }

  private static CompletableFuture<Void> done() {
    return CompletableFuture.completedFuture(null);
  }

  private static CompletableFuture<Void> unsafe() {
    return CompletableFuture.failedFuture(new StoreException("did not survive a crash"));
  }

  private static boolean succeeded(CompletableFuture<Void> future) {
    return future.isDone() && !future.isCompletedExceptionally();
  }

  private NavigableMap<Long, Sent> of(int client) {
    return sent.computeIfAbsent(client, c -> new TreeMap<>());
  }
}
