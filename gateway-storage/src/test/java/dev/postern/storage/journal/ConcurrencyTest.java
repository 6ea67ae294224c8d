package dev.postern.storage.journal;

import static dev.postern.storage.Some.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.Appended;
import dev.postern.storage.InboxStore;
import dev.postern.storage.Some;
import dev.postern.storage.StoredMessage;
import dev.postern.storage.Usage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many append while others read and remove, over segments so small that messages go from memory to
 * the index, and survivors from segment to segment, under the readers' eyes.
 *
 * <p>What would break: positions given outside the queue's lock → a reader that is past a position
 * never sees it. Content dropped before the index knows it → a read skips a message. A segment
 * deleted between look-up and read → a read fails. An inbox object thrown away while it is appended
 * to → a message that nobody finds. A message indexed after its removal was applied → it comes back
 * with the next start.
 */
class ConcurrencyTest {
  private static final int OWNERS = 8;
  private static final int APPENDERS = 4;
  private static final int EACH = 300; // messages of an appender for an owner

  @TempDir Path directory;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  @Test
  void everyMessage_isReadOnce_inTheOrderOfPositions() throws Exception {
    JournalOptions options = new JournalOptions(16 << 10, 4 << 10, 1 << 20, 2 << 10);
    try (JournalStore store = JournalStore.open(directory, options, new FailingFiles())) {
      for (int owner = 0; owner < OWNERS; owner++) {
        await(store.clients().register(Some.registration(Some.client(owner))));
      }
      List<CompletableFuture<Void>> appenders = new ArrayList<>();
      List<CompletableFuture<List<String>>> sessions = new ArrayList<>();
      for (int owner = 0; owner < OWNERS; owner++) {
        DestinationAddress client = Some.client(owner);
        sessions.add(CompletableFuture.supplyAsync(() -> drain(store, client), threads));
      }
      for (int appender = 0; appender < APPENDERS; appender++) {
        int name = appender;
        appenders.add(CompletableFuture.runAsync(() -> appendAll(store, name), threads));
      }
      appenders.forEach(Some::await);
      for (CompletableFuture<List<String>> session : sessions) {
        List<String> read = await(session);
        assertThat(read).hasSize(APPENDERS * EACH).doesNotHaveDuplicates();
        for (int appender = 0; appender < APPENDERS; appender++) {
          String name = appender + " ";
          assertThat(read.stream().filter(text -> text.startsWith(name)).map(Ledger::numberIn))
              .as("what one thread appended for one owner")
              .isSorted();
        }
      }
      assertThat(store.inboxes().usage()).isEqualTo(new Usage(0, 0));
      assertThat(store.status().damaged()).isZero();
    }
    OnDisk.forgetCleanStop(directory);
    try (JournalStore store = JournalStore.open(directory, options, new FailingFiles())) {
      assertThat(store.inboxes().usage()).isEqualTo(new Usage(0, 0));
    }
  }

  private static void appendAll(JournalStore store, int name) {
    List<CompletableFuture<Void>> durable = new ArrayList<>();
    for (int number = 0; number < EACH; number++) {
      byte[] content = Ledger.content(name, number).getBytes(StandardCharsets.UTF_8);
      for (int owner = 0; owner < OWNERS; owner++) {
        var outcome = store.inboxes().append(Some.client(owner), content, 0, content.length);
        durable.add(((Appended) outcome).safe());
      }
      if (number % 10 == name) {
        durable.forEach(Some::await);
        durable.clear();
      }
    }
    durable.forEach(Some::await);
  }

  /** As a session does it: reads on from where it is, and removes what it has, now and then. */
  private static List<String> drain(JournalStore store, DestinationAddress owner) {
    List<String> texts = new ArrayList<>();
    long last = InboxStore.BEFORE_ALL;
    while (texts.size() < APPENDERS * EACH) {
      List<StoredMessage> messages = await(store.inboxes().read(owner, last, 7, 5000)).messages();
      for (StoredMessage message : messages) {
        assertThat(message.position()).isGreaterThan(last);
        last = message.position();
        texts.add(Some.text(message));
      }
      if (texts.size() % 3 == 0) {
        store.inboxes().removeUpTo(owner, last);
      }
      if (messages.isEmpty()) {
        Thread.onSpinWait();
      }
    }
    store.inboxes().removeUpTo(owner, last);
    return texts;
  }
}
