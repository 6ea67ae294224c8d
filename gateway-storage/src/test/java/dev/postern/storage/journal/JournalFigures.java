package dev.postern.storage.journal;

import dev.postern.storage.Appended;
import dev.postern.storage.Some;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * Rough figures of a store on this machine's disk: {@code main DIRECTORY MESSAGES}. How many
 * appends of 2 KB become durable in a second while 1, 100, 1000 wait, for clients that are away and
 * for clients that take each message when it is durable; how long it takes to open that many, and
 * how much memory they take then.
 */
final class JournalFigures {
  private static final int CLIENTS = Integer.getInteger("postern.figures.clients", 5000);
  private static final byte[] MESSAGE = new byte[2048];

  private JournalFigures() {}

  /** Runs everything once. */
  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    int messages = Integer.parseInt(args[1]);
    try (JournalStore store = JournalStore.open(directory)) {
      CompletableFuture<?>[] registered = new CompletableFuture<?>[CLIENTS];
      for (int client = 0; client < CLIENTS; client++) {
        registered[client] = store.clients().register(Some.registration(Some.client(client)));
      }
      CompletableFuture.allOf(registered).join();
      for (int waiting : new int[] {1, 100, 1000, 1, 100, 1000}) {
        int count = waiting == 1 ? 2000 : 100_000;
        measure(store, waiting, count, "online");
        measure(store, waiting, count, "away");
      }
      long stored = store.inboxes().usage().messages();
      if (stored < messages) {
        measure(store, 1000, (int) (messages - stored), "away");
      }
      System.out.println(store.inboxes().usage() + " " + store.status());
      long start = System.nanoTime();
      long read = 0;
      for (int client = 0; client < Math.min(500, CLIENTS); client++) {
        read += Some.all(store, Some.client(client), 0).size();
      }
      print("read from disk, messages/s", read / seconds(start));
    }
    open(directory, "after a clean stop, s");
    OnDisk.forgetCleanStop(directory);
    open(directory, "after a crash, s");
    open(directory, "after a clean stop again, s");
  }

  private static void open(Path directory, String how) throws Exception {
    long before = usedHeap();
    long start = System.nanoTime();
    JournalStore store = JournalStore.open(directory);
    double seconds = seconds(start);
    long messages = store.inboxes().usage().messages();
    print("opened " + messages + " " + how, seconds);
    print("heap a stored message, bytes", (usedHeap() - before) / (double) messages);
    start = System.nanoTime();
    store.close();
    print("closed, s", seconds(start));
  }

  private static void measure(JournalStore store, int waiting, int count, String clients)
      throws Exception {
    Semaphore room = new Semaphore(waiting);
    long groups = store.status().groups();
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      room.acquire();
      var owner = Some.client(i % CLIENTS);
      var appended = (Appended) store.inboxes().append(owner, MESSAGE, 0, MESSAGE.length);
      CompletableFuture<Void> unused =
          appended
              .safe()
              .thenRun(
                  () -> {
                    room.release();
                    if (clients.equals("online")) {
                      store.inboxes().removeUpTo(owner, appended.position());
                    }
                  });
    }
    room.acquire(waiting);
    double rate = count / seconds(start);
    print(
        waiting
            + " waiting, "
            + clients
            + ", messages/s (groups of "
            + count / Math.max(1, store.status().groups() - groups)
            + ")",
        rate);
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static void print(String what, double value) {
    System.out.printf(Locale.ROOT, "%-60s %12.2f%n", what, value);
  }
}
