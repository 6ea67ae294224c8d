package dev.postern.storage.journal;

import dev.postern.storage.GatewayStore;
import java.time.Instant;
import java.util.Random;

/**
 * What clients and senders do to a store, at random and in one thread, with a {@link Model} doing
 * the same. The dice don't look at the store, so one seed always asks for the same.
 */
final class RandomWork {
  private final Random random;
  private final Model model;
  private final int clients;
  private final int longest;
  private final int appends; // of a thousand changes
  private final int removals; // of a thousand other ones
  private long now = 1_800_000_000_123L;

  /** For messages that are that long at most; few are. */
  RandomWork(Random random, Model model, int clients, int longest) {
    this.random = random;
    this.model = model;
    this.clients = clients;
    this.longest = longest;
    this.appends = 300 + random.nextInt(500);
    this.removals = 200 + random.nextInt(800);
  }

  /** One change. */
  void change(GatewayStore store) {
    int client = random.nextInt(clients);
    if (random.nextInt(1000) < appends) {
      append(store, client);
    } else if (random.nextInt(1000) < removals) {
      remove(store, client);
    } else {
      changeRegistration(store, client);
    }
  }

  private void remove(GatewayStore store, int client) {
    if (random.nextInt(5) == 0) {
      model.removeAll(store, client);
    } else {
      model.removeUpTo(store, client, random.nextDouble());
    }
  }

  private void changeRegistration(GatewayStore store, int client) {
    int dice = random.nextInt(20);
    if (dice < 10) {
      register(store, client);
    } else if (dice < 13) {
      model.forget(store, client);
    } else {
      now += random.nextInt(5000);
      model.used(store, client, Instant.ofEpochMilli(now));
    }
  }

  void append(GatewayStore store, int client) {
    byte[] content = new byte[random.nextInt(random.nextInt(20) == 0 ? longest : 300)];
    random.nextBytes(content);
    model.append(store, client, content);
  }

  void register(GatewayStore store, int client) {
    model.register(store, client, "secret " + random.nextInt(1_000_000));
  }

  /** One look, which must show what the model has. */
  void look(GatewayStore store) {
    int client = random.nextInt(clients);
    int maxMessages = random.nextInt(20);
    int maxBytes = random.nextInt(3000);
    model.read(store, client, random.nextDouble(), maxMessages, maxBytes);
    model.assertSameCounts(store, client);
  }
}
