package dev.postern.benchmarks.store;

import com.google.crypto.tink.util.SecretBytes;
import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.AppendOutcome;
import dev.postern.storage.Appended;
import dev.postern.storage.InboxStore;
import dev.postern.storage.Refused;
import dev.postern.storage.Registration;
import dev.postern.storage.StoreException;
import dev.postern.storage.StoreLimits;
import dev.postern.storage.journal.JournalOptions;
import dev.postern.storage.journal.JournalStore;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * A store without limits in a new directory, with clients whose addresses are the same at every
 * run. Closed it leaves nothing behind. For one thread.
 */
final class TemporaryStore implements AutoCloseable {
  private static final int SECRET_BYTES = 32;
  private static final int REGISTERED_AT_ONCE = 10_000; // far less than may wait in a store

  private final TemporaryDirectory directory;
  private final JournalOptions options;
  // A real packet's address is read from its bytes, too, and is in no cache of the store's.
  private final byte[] addresses;
  private JournalStore store;
  private CompletableFuture<Void> lastSafe = CompletableFuture.completedFuture(null);

  /** Registers so many clients. */
  TemporaryStore(String parent, JournalOptions options, int clients) throws IOException {
    this.directory = new TemporaryDirectory(parent);
    this.options = options;
    this.addresses = new byte[clients * DestinationAddress.BYTES];
    new Random(20_261_129).nextBytes(addresses);
    this.store = opened(directory, options);
    register(clients);
  }

  private static JournalStore opened(TemporaryDirectory directory, JournalOptions options)
      throws StoreException {
    return JournalStore.open(directory.path(), options, StoreLimits.NONE, Clock.systemUTC());
  }

  private void register(int clients) {
    SecretBytes secret = SecretBytes.randomBytes(SECRET_BYTES);
    Instant now = Instant.now();
    List<CompletableFuture<Void>> registered = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      registered.add(store.clients().register(new Registration(client(i), secret, now, now)));
      if (registered.size() == REGISTERED_AT_ONCE) {
        registered.forEach(CompletableFuture::join);
        registered.clear();
      }
    }
    registered.forEach(CompletableFuture::join);
  }

  /** One of the clients; they lie behind each other, so that going through them is cheap. */
  DestinationAddress client(int number) {
    return DestinationAddress.read(addresses, number * DestinationAddress.BYTES);
  }

  InboxStore inboxes() {
    return store.inboxes();
  }

  /** Waits for those before it if more than the store takes is under way; it isn't durable yet. */
  Appended append(DestinationAddress owner, byte[] message) {
    while (true) {
      AppendOutcome outcome = store.inboxes().append(owner, message, 0, message.length);
      if (outcome instanceof Appended appended) {
        lastSafe = appended.safe();
        return appended;
      }
      if (((Refused) outcome).reason() != Refused.Reason.OVERLOADED) {
        throw new AssertionError("an append was refused: " + outcome);
      }
      lastSafe.join();
    }
  }

  /** Appends so many, to one client after the other, until all are durable. */
  void fill(int messages, byte[] message) {
    int clients = addresses.length / DestinationAddress.BYTES;
    for (int i = 0; i < messages; i++) {
      append(client(i % clients), message);
    }
    awaitDurable();
  }

  /** Messages become durable in the order in which they came, so the last one speaks for all. */
  void awaitDurable() {
    lastSafe.join();
  }

  /** The process ends cleanly. */
  void stop() {
    store.close();
  }

  /** After {@link #stop}: takes away what a clean stop has left and a killed process hasn't. */
  void forgetCleanStop() throws IOException {
    Files.deleteIfExists(directory.path().resolve("clean"));
    Files.deleteIfExists(directory.path().resolve("index.mapdb"));
  }

  /** After {@link #stop}. */
  void start() throws StoreException {
    store = opened(directory, options);
  }

  @Override
  public void close() throws IOException {
    store.close();
    directory.close();
  }
}
