package dev.postern.storage.journal;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.Appended;
import dev.postern.storage.Some;
import dev.postern.storage.StoredMessage;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * The process that {@link CrashTest} kills. Works on a store until then, and says on its standard
 * output, a line each: what the store acknowledged, after it did ({@code A}ppended, re{@code
 * G}istered, {@code D}one forgetting); what it is about to tell the store ({@code R}emove, {@code
 * F}orget). Then the client and the message's number.
 */
final class CrashingProcess {
  static final int CLIENTS = 40;

  /** Small enough that a round sees many segments come and go. */
  static final JournalOptions OPTIONS = new JournalOptions(64 << 10, 32 << 10, 1 << 20, 32 << 10);

  private static final int THREADS = 4;
  private static final int NUMBERS_PER_ROUND = 100_000;
  // Not System.out, which buffers: what was said must not die with the process.
  private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

  private CrashingProcess() {}

  /** Directory, round, seed. */
  public static void main(String[] args) throws Exception {
    JournalStore store = JournalStore.open(Path.of(args[0]), OPTIONS);
    int firstNumber = Integer.parseInt(args[1]) * NUMBERS_PER_ROUND;
    List<CompletableFuture<Void>> threads = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      int first = thread;
      Random random = new Random(Long.parseLong(args[2]) + thread);
      threads.add(
          CompletableFuture.runAsync(
              () -> work(store, first, firstNumber, random), task -> new Thread(task).start()));
    }
    threads.forEach(CompletableFuture::join);
  }

  /** A thread has every fourth client to itself, so it knows their order. */
  private static void work(JournalStore store, int first, int firstNumber, Random random) {
    for (int client = first; client < CLIENTS; client += THREADS) {
      register(store, client);
    }
    for (int number = firstNumber; number < firstNumber + NUMBERS_PER_ROUND; number++) {
      int client = first + THREADS * random.nextInt(CLIENTS / THREADS);
      CompletableFuture<Void> durable = append(store, client, number);
      // Mostly in bulk, sometimes one by one.
      if (random.nextInt(8) == 0) {
        durable.join();
      }
      if (random.nextInt(6) == 0) {
        remove(store, client, 1 + random.nextInt(30));
      }
      if (random.nextInt(500) == 0) {
        say('F', client, 0);
        store.clients().forget(Some.client(client)).join();
        say('D', client, 0);
        register(store, client);
      }
    }
  }

  private static void register(JournalStore store, int client) {
    store.clients().register(Some.registration(Some.client(client))).join();
    say('G', client, 0);
  }

  private static CompletableFuture<Void> append(JournalStore store, int client, int number) {
    byte[] content = Ledger.content(client, number).getBytes(StandardCharsets.UTF_8);
    var outcome = store.inboxes().append(Some.client(client), content, 0, content.length);
    return outcome instanceof Appended appended
        ? appended.safe().thenRun(() -> say('A', client, number))
        : CompletableFuture.completedFuture(null);
  }

  private static void remove(JournalStore store, int client, int messages) {
    DestinationAddress owner = Some.client(client);
    List<StoredMessage> read =
        store.inboxes().read(owner, 0, messages, Integer.MAX_VALUE).join().messages();
    if (!read.isEmpty()) {
      StoredMessage last = read.get(read.size() - 1);
      say('R', client, Ledger.numberIn(Some.text(last)));
      store.inboxes().removeUpTo(owner, last.position());
    }
  }

  private static void say(char what, int client, int number) {
    byte[] line = (what + " " + client + " " + number + "\n").getBytes(StandardCharsets.US_ASCII);
    try {
      OUT.write(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
