package dev.postern.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.storage.GatewayStore;
import dev.postern.storage.Some;
import dev.postern.storage.StoredMessage;
import dev.postern.storage.Usage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What a store was told and what it acknowledged, kept where no crash reaches: to be compared with
 * what it holds afterwards. Messages are numbers that grow for each client; their content follows
 * from client and number, so a message shows whether it is whole.
 */
final class Ledger {
  private final Map<Integer, TreeSet<Integer>> acknowledged = new TreeMap<>();
  private final Map<Integer, Integer> removedUpTo = new HashMap<>();
  private final Set<Integer> registered = new HashSet<>();
  private final Set<Integer> maybeForgotten = new HashSet<>();

  /** The content of a client's message: up to 2 KB. */
  static String content(int client, int number) {
    return client + " " + number + " " + "x".repeat(number * 37 % 2000);
  }

  static int numberIn(String content) {
    return Integer.parseInt(content.split(" ", 3)[1]);
  }

  /** The store said that the message is durable. */
  void acknowledged(int client, int number) {
    acknowledged.computeIfAbsent(client, c -> new TreeSet<>()).add(number);
  }

  /** The store is about to be told to remove this and all before it. */
  void removing(int client, int upToNumber) {
    removedUpTo.merge(client, upToNumber, Math::max);
  }

  /** The store said that the registration is durable. */
  void registered(int client) {
    registered.add(client);
  }

  /** The store is about to be told to forget the client. */
  void forgetting(int client) {
    maybeForgotten.add(client);
  }

  /** The store said that it has forgotten the client. */
  void forgotten(int client) {
    registered.remove(client);
    maybeForgotten.remove(client);
    acknowledged.remove(client);
  }

  /** A line as the crash test's child writes it: a letter, the client, the number. */
  void read(String line) {
    String[] words = line.split(" ", 3);
    int client = Integer.parseInt(words[1]);
    int number = Integer.parseInt(words[2]);
    switch (words[0]) {
      case "A" -> acknowledged(client, number);
      case "R" -> removing(client, number);
      case "G" -> registered(client);
      case "F" -> forgetting(client);
      case "D" -> forgotten(client);
      default -> throw new AssertionError("the child said: " + line);
    }
  }

  /**
   * Every message that was acknowledged and not removed is there, whole, once, in order; every
   * registration that was acknowledged is there; counts agree.
   */
  void verify(GatewayStore store, int clients) {
    long messages = 0;
    long bytes = 0;
    for (int client = 0; client < clients; client++) {
      DestinationAddress address = Some.client(client);
      List<StoredMessage> inbox = Some.all(store, address, 0);
      int before = -1;
      long beforePosition = 0;
      Set<Integer> missing = new TreeSet<>(acknowledged.getOrDefault(client, new TreeSet<>()));
      missing.removeIf(upTo(client));
      for (StoredMessage message : inbox) {
        String content = Some.text(message);
        int number = numberIn(content);
        assertThat(content).isEqualTo(content(client, number));
        assertThat(number).as("order of client %d", client).isGreaterThan(before);
        assertThat(message.position()).isGreaterThan(beforePosition);
        before = number;
        beforePosition = message.position();
        missing.remove(number);
        messages++;
        bytes += message.length();
      }
      boolean found = Some.await(store.clients().find(address)).isPresent();
      if (maybeForgotten.remove(client)) {
        // It died in between: now it shows which way it went.
        acknowledged.getOrDefault(client, new TreeSet<>()).removeAll(missing);
        if (!found) {
          registered.remove(client);
        }
      } else {
        assertThat(missing).as("lost messages of client %d", client).isEmpty();
        if (registered.contains(client)) {
          assertThat(found).as("registration of client %d", client).isTrue();
        }
      }
      assertThat(store.inboxes().usage(address).messages()).isEqualTo(inbox.size());
    }
    assertThat(store.inboxes().usage()).isEqualTo(new Usage(messages, bytes));
  }

  private Predicate<Integer> upTo(int client) {
    return number -> number <= removedUpTo.getOrDefault(client, -1);
  }
}
