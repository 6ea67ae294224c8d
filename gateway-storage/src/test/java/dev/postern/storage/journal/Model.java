package dev.postern.storage.journal;

import static dev.postern.storage.Some.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.AppendOutcome;
import dev.postern.storage.Appended;
import dev.postern.storage.Batch;
import dev.postern.storage.GatewayStore;
import dev.postern.storage.InboxStore;
import dev.postern.storage.Refused;
import dev.postern.storage.Registration;
import dev.postern.storage.Some;
import dev.postern.storage.StoredMessage;
import dev.postern.storage.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * A trivial store beside a real one: does the same in memory, and says whether the real one answers
 * as it must. After a crash, when there is more than one right answer, it takes over the one that
 * was given: from then on that is certain, and nothing that was not there may ever come back.
 */
final class Model {
  private final List<Client> clients;
  private long lastPosition;
  private boolean doubt;

  /** What is known of one client. */
  private static final class Client {
    final DestinationAddress address;
    final ModelInbox inbox = new ModelInbox();
    ModelRegistration registration = new ModelRegistration();

    Client(int number) {
      address = Some.client(number);
    }
  }

  /** With so many clients, of whom none is registered. */
  Model(int clients) {
    this.clients = IntStream.range(0, clients).mapToObj(Client::new).toList();
  }

  /** Appends to both; false if both refuse it, or if the real one has died. */
  boolean append(GatewayStore store, int number, byte[] content) {
    Client client = clients.get(number);
    AppendOutcome outcome = store.inboxes().append(client.address, content, 0, content.length);
    if (outcome instanceof Refused refused) {
      if (refused.reason() != Refused.Reason.STORE_FAILED) {
        assertThat(refused.reason()).isEqualTo(Refused.Reason.UNKNOWN_CLIENT);
        assertThat(client.registration.isRegistered()).isFalse();
      }
      return false;
    }
    Appended appended = (Appended) outcome;
    assertThat(client.registration.isRegistered()).isTrue();
    assertThat(appended.position()).as("a position given before").isGreaterThan(lastPosition);
    lastPosition = appended.position();
    client.inbox.append(lastPosition, content, appended.safe());
    return true;
  }

  /** Removes up to one of the messages, by its place among them, from both. */
  void removeUpTo(GatewayStore store, int number, double place) {
    removeUpTo(store, number, clients.get(number).inbox.position(place));
  }

  /** Removes everything from both. */
  void removeAll(GatewayStore store, int number) {
    removeUpTo(store, number, Long.MAX_VALUE);
  }

  private void removeUpTo(GatewayStore store, int number, long position) {
    store.inboxes().removeUpTo(clients.get(number).address, position);
    clients.get(number).inbox.removeUpTo(position);
  }

  /** Reads behind one of the messages, by its place among them, from both. */
  void read(GatewayStore store, int number, double place, int maxMessages, int maxBytes) {
    Client client = clients.get(number);
    long after = client.inbox.position(place) - (place < 0.5 ? 1 : 0);
    CompletableFuture<Batch> batch =
        store.inboxes().read(client.address, after, maxMessages, maxBytes);
    client.inbox.assertRead(await(batch).messages(), after, maxMessages, maxBytes);
  }

  void register(GatewayStore store, int number, String secret) {
    Registration registration = Some.registration(clients.get(number).address, secret);
    CompletableFuture<Void> durable = store.clients().register(registration);
    if (!durable.isCompletedExceptionally()) {
      clients.get(number).registration.becomes(registration, durable);
    }
  }

  void forget(GatewayStore store, int number) {
    Client client = clients.get(number);
    CompletableFuture<Void> durable = store.clients().forget(client.address);
    if (!durable.isCompletedExceptionally()) {
      client.inbox.empty(durable);
      client.registration.becomes(null, durable);
    }
  }

  void used(GatewayStore store, int number, Instant when) {
    store.clients().used(clients.get(number).address, when);
    clients.get(number).registration.used(when);
  }

  /** Both answer alike about this client, and about all together. */
  void assertSameCounts(GatewayStore store, int number) {
    Client client = clients.get(number);
    assertThat(store.inboxes().usage(client.address)).isEqualTo(client.inbox.usage());
    assertThat(store.inboxes().usage()).isEqualTo(usage());
    assertThat(store.clients().count()).isEqualTo(registered());
    assertThat(await(store.clients().find(client.address))).isEqualTo(client.registration.now());
  }

  /** Both hold the same. */
  void assertSame(GatewayStore store) {
    for (int number = 0; number < clients.size(); number++) {
      read(store, number, 0, Integer.MAX_VALUE, Integer.MAX_VALUE);
      assertSameCounts(store, number);
    }
  }

  /** After a clean stop: everything has come to its end, and a crash changes nothing any more. */
  void stopped() {
    for (Client client : clients) {
      if (doubt) {
        continue; // wishes that a store which died couldn't fulfil are still among them
      }
      client.inbox.forEachPromise(Model::assertKept);
      client.registration.forEachPromise(Model::assertKept);
      client.inbox.becomeCertain();
      client.registration.becomeCertain();
    }
  }

  /** After the death of a store: it has told everybody whether their wish was fulfilled. */
  void died() {
    for (Client client : clients) {
      client.inbox.forEachPromise(future -> assertThat(future).isDone());
      client.registration.forEachPromise(future -> assertThat(future).isDone());
    }
  }

  /**
   * From now on what a store holds may be in the kernel's memory alone, however often it is forced:
   * because the disk failed before. Promises hold all the same.
   */
  void doubt() {
    doubt = true;
  }

  /** Only what is on the disk is left. */
  void trust() {
    doubt = false;
  }

  /** After a crash: a store that was opened again has kept its promises. */
  void assertKept(GatewayStore store) {
    for (Client client : clients) {
      List<StoredMessage> inbox = Some.all(store, client.address, InboxStore.BEFORE_ALL);
      client.inbox.assertKept(inbox, doubt);
      client.registration.assertKept(await(store.clients().find(client.address)), doubt);
    }
    assertSame(store);
  }

  /** Every message of every client is safe, every change of a registration is durable. */
  CompletableFuture<Void> allKept() {
    List<CompletableFuture<Void>> futures = new ArrayList<>();
    for (Client client : clients) {
      client.inbox.forEachPromise(futures::add);
      client.registration.forEachPromise(futures::add);
    }
    return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new));
  }

  private static void assertKept(CompletableFuture<Void> promise) {
    assertThat(promise).isCompleted();
  }

  private Usage usage() {
    long messages = 0;
    long bytes = 0;
    for (Client client : clients) {
      messages += client.inbox.usage().messages();
      bytes += client.inbox.usage().bytes();
    }
    return new Usage(messages, bytes);
  }

  private long registered() {
    return clients.stream().filter(client -> client.registration.isRegistered()).count();
  }
}
