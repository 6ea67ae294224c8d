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
  private long now = 1_800_000_000_123L;

  /** For messages that are that long at most; few are. */
  RandomWork(Random random, Model model, int clients, int longest) {
    this.random = random;
    this.model = model;
    this.clients = clients;
    this.longest = longest;
  }

  /** One change. */
  void change(GatewayStore store) {
    int client = random.nextInt(clients);
    int dice = random.nextInt(1000);
    if (dice < 600) {
      append(store, client);
    } else if (dice < 800) {
      model.removeUpTo(store, client, random.nextDouble());
    } else if (dice < 850) {
      model.removeAll(store, client);
    } else if (dice < 950) {
      register(store, client);
    } else if (dice < 965) {
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
