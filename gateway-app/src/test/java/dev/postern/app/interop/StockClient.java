package dev.postern.app.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A stock client in a process of its own, which takes commands and tells events in lines of JSON
 * (interop/README.md has the words).
 */
final class StockClient implements AutoCloseable {
  /** Longer than a client needs for ten attempts to come back. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SHOWN_LOG_LINES = 60;

  private final String name;
  private final Process process;
  private final Path log;
  private final BufferedWriter commands;
  private final List<JsonNode> events = new ArrayList<>(); // guarded by itself
  private boolean ended; // guarded by events

  /**
   * Starts it; {@link #address} waits until it is connected.
   *
   * @param log gets what it says on standard error
   */
  StockClient(String name, List<String> command, Path log) throws IOException {
    this.name = name;
    this.log = log;
    this.process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    this.commands = process.outputWriter();
    Thread reader = new Thread(this::read, name + "-events");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (var lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode event = JSON.readTree(line);
        synchronized (events) {
          events.add(event);
          events.notifyAll();
        }
      }
    } catch (IOException e) {
      // It was killed; whoever waits for it is told so.
    }
    synchronized (events) {
      ended = true;
      events.notifyAll();
    }
  }

  /** Where messages for it go: {@code identity.encryption@gateway}. Waits until it is connected. */
  String address() throws InterruptedException {
    return await(() -> "connected", () -> first("connected")).get("address").asText();
  }

  /** Has it send them. Doesn't wait for it. */
  void send(Batch batch, String to) {
    send(batch, to, 0);
  }

  /** The same with reply SURBs in each. */
  void send(Batch batch, String to, int surbs) {
    command(sending(batch).put("to", to).put("surbs", surbs));
  }

  /** Has it send them with SURBs that it was given. */
  void reply(Batch batch, String tag) {
    command(sending(batch).put("tag", tag));
  }

  private static ObjectNode sending(Batch batch) {
    return JSON.createObjectNode()
        .put("do", "send")
        .put("label", batch.label())
        .put("count", batch.count())
        .put("bytes", batch.bytes());
  }

  private void command(ObjectNode command) {
    try {
      commands.write(command + "\n");
      commands.flush();
    } catch (IOException e) {
      throw new AssertionError(name + " takes no commands any more\n" + state(), e);
    }
  }

  /** Waits until all of them have come, whole. */
  void awaitAll(Batch batch) throws InterruptedException {
    await(
        () -> "all of " + batch + " but " + missing(batch),
        () -> missing(batch).isEmpty() ? Optional.of(batch) : Optional.empty());
    assertThat(messages(batch))
        .allSatisfy(
            message -> {
              assertThat(message.get("whole").asBoolean()).isTrue();
              assertThat(message.get("bytes").asInt()).isEqualTo(batch.bytes());
            });
  }

  /** The tag by which it answers whoever sent it those. Waits for the first of them. */
  String awaitTag(Batch batch) throws InterruptedException {
    return await(
            () -> "a tag with one of " + batch,
            () -> messages(batch).stream().filter(m -> !m.get("tag").isNull()).findFirst())
        .get("tag")
        .asText();
  }

  /** The numbers of those that have not come. */
  SortedSet<Integer> missing(Batch batch) {
    SortedSet<Integer> missing =
        IntStream.range(0, batch.count()).boxed().collect(Collectors.toCollection(TreeSet::new));
    messages(batch).forEach(message -> missing.remove(message.get("number").asInt()));
    return missing;
  }

  private List<JsonNode> messages(Batch batch) {
    synchronized (events) {
      return events.stream()
          .filter(event -> event.get("event").asText().equals("message"))
          .filter(event -> event.get("label").asText().equals(batch.label()))
          .toList();
    }
  }

  private Optional<JsonNode> first(String event) {
    synchronized (events) {
      return events.stream().filter(e -> e.get("event").asText().equals(event)).findFirst();
    }
  }

  private <T> T await(Supplier<String> what, Supplier<Optional<T>> condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    synchronized (events) {
      while (true) {
        Optional<T> met = condition.get();
        if (met.isPresent()) {
          return met.get();
        }
        long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (ended || leftMillis <= 0) {
          String why = ended ? " has ended; not seen: " : " in time: not ";
          throw new AssertionError(name + why + what.get() + "\n" + state());
        }
        events.wait(leftMillis);
      }
    }
  }

  /** Its last words, for a test that fails. */
  private String state() {
    List<String> lines = new ArrayList<>();
    synchronized (events) {
      lines.add(events.size() + " events, the last of them: " + last(events, 3));
    }
    try {
      lines.addAll(last(Files.readAllLines(log), SHOWN_LOG_LINES));
    } catch (IOException e) {
      lines.add(log + " can't be read: " + e);
    }
    return String.join("\n", lines);
  }

  private static <T> List<T> last(List<T> list, int count) {
    return List.copyOf(list.subList(Math.max(0, list.size() - count), list.size()));
  }

  /** Goes offline as its package does it, and ends. */
  void leave() throws InterruptedException {
    command(JSON.createObjectNode().put("do", "leave"));
    await(() -> "left", () -> first("left"));
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError(name + " left, but did not end\n" + state());
    }
  }

  /** SIGKILL: goes offline without a word. */
  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
