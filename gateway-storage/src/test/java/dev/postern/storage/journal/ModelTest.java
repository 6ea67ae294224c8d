package dev.postern.storage.journal;

import static dev.postern.storage.Some.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.AppendOutcome;
import dev.postern.storage.Appended;
import dev.postern.storage.InboxStore;
import dev.postern.storage.MemoryStore;
import dev.postern.storage.Refused;
import dev.postern.storage.Registration;
import dev.postern.storage.Some;
import dev.postern.storage.StoredMessage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random operations on a journal store and on a {@link MemoryStore} side by side, the journal store
 * being closed and opened again in between, with and without trust in its index: they always answer
 * alike, but for the numbers of the positions. {@code -Dpostern.model.steps=N} for longer runs.
 */
class ModelTest {
  private static final int STEPS = Integer.getInteger("postern.model.steps", 3000);
  private static final int CLIENTS = 6;

  @TempDir Path directory;
  private final MemoryStore model = new MemoryStore();
  // A position of the model → the same message's in the journal.
  private final Map<Long, Long> positions = new HashMap<>();
  private JournalStore store;
  private Random random;
  private JournalOptions options;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void journalStore_answersAsTheModelDoes(long seed) throws Exception {
    random = new Random(seed);
    options = new JournalOptions(1024 << random.nextInt(5), 2048, 1 << 20, random.nextInt(4000));
    store = JournalStore.open(directory, options, new FailingFiles());
    for (int step = 0; step < STEPS; step++) {
      DestinationAddress client = Some.client(random.nextInt(CLIENTS));
      int dice = random.nextInt(1000);
      if (dice < 550) {
        append(client);
      } else if (dice < 750) {
        assertSameRead(client);
      } else if (dice < 900) {
        removeSome(client);
      } else if (dice < 950) {
        Registration registration = Some.registration(client, "secret " + step);
        await(model.clients().register(registration));
        await(store.clients().register(registration));
      } else if (dice < 970) {
        await(model.clients().forget(client));
        await(store.clients().forget(client));
      } else if (dice < 990) {
        Instant when = Instant.ofEpochMilli(1_800_000_000_000L + step);
        model.clients().used(client, when);
        store.clients().used(client, when);
      } else {
        reopen();
      }
      assertSameCounts(client);
    }
    reopen();
    store.close();
  }

  private void append(DestinationAddress client) {
    byte[] content = new byte[random.nextInt(300)];
    random.nextBytes(content);
    AppendOutcome expected = model.inboxes().append(client, content, 0, content.length);
    AppendOutcome outcome = store.inboxes().append(client, content, 0, content.length);
    if (expected instanceof Appended there && outcome instanceof Appended here) {
      positions.put(there.position(), here.position());
      if (random.nextInt(3) == 0) {
        await(here.safe());
      }
    } else {
      assertThat(outcome).isInstanceOf(Refused.class).isEqualTo(expected);
    }
  }

  private void removeSome(DestinationAddress client) {
    List<StoredMessage> inbox = Some.all(model, client, InboxStore.BEFORE_ALL);
    if (!inbox.isEmpty()) {
      long upTo = inbox.get(random.nextInt(inbox.size())).position();
      model.inboxes().removeUpTo(client, upTo);
      store.inboxes().removeUpTo(client, positions.get(upTo));
    }
  }

  private void assertSameRead(DestinationAddress client) {
    List<StoredMessage> inbox = Some.all(model, client, InboxStore.BEFORE_ALL);
    int maxMessages = random.nextInt(20);
    int maxBytes = random.nextInt(3000);
    long after = inbox.isEmpty() ? 0 : inbox.get(random.nextInt(inbox.size())).position();
    assertSame(
        await(model.inboxes().read(client, after, maxMessages, maxBytes)).messages(),
        await(
                store
                    .inboxes()
                    .read(client, positions.getOrDefault(after, 0L), maxMessages, maxBytes))
            .messages());
  }

  private void assertSame(List<StoredMessage> expected, List<StoredMessage> messages) {
    assertThat(messages.stream().map(StoredMessage::content).toList())
        .isEqualTo(expected.stream().map(StoredMessage::content).toList());
    assertThat(messages.stream().map(StoredMessage::position).toList())
        .isEqualTo(expected.stream().map(message -> positions.get(message.position())).toList());
  }

  private void assertSameCounts(DestinationAddress client) {
    assertThat(store.inboxes().usage(client)).isEqualTo(model.inboxes().usage(client));
    assertThat(store.inboxes().usage()).isEqualTo(model.inboxes().usage());
    assertThat(store.clients().count()).isEqualTo(model.clients().count());
  }

  private void reopen() throws Exception {
    store.close();
    if (random.nextBoolean()) {
      OnDisk.forgetCleanStop(directory);
    }
    store = JournalStore.open(directory, options, new FailingFiles());
    assertThat(store.status().damaged()).isZero();
    for (int i = 0; i < CLIENTS; i++) {
      DestinationAddress client = Some.client(i);
      assertSame(Some.all(model, client, 0), Some.all(store, client, 0));
      assertThat(await(store.clients().find(client)))
          .isEqualTo(await(model.clients().find(client)));
      assertSameCounts(client);
    }
  }
}
