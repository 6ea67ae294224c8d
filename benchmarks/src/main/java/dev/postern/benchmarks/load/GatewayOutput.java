package dev.postern.benchmarks.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a gateway of ours says: all until it is ready, and its last lines. Reads on until it ends,
 * so that it never waits for a reader. Thread-safe.
 */
final class GatewayOutput {
  private static final String READY = "can receive mix and client traffic";
  private static final int LAST_LINES = 10;

  private final CompletableFuture<Long> ready = new CompletableFuture<>(); // System.nanoTime
  private final List<String> untilReady = new ArrayList<>(); // guarded by this
  private final Queue<String> last = new ArrayDeque<>(); // guarded by this

  GatewayOutput(Process gateway) {
    Thread reader = new Thread(() -> read(gateway), "gateway-output");
    reader.setDaemon(true);
    reader.start();
  }

  private void read(Process gateway) {
    try (var lines = gateway.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        line(line);
      }
      ready.completeExceptionally(new IOException("it ended"));
    } catch (IOException e) {
      ready.completeExceptionally(e);
    }
  }

  private synchronized void line(String line) {
    last.add(line);
    if (last.size() > LAST_LINES) {
      last.remove();
    }
    if (ready.isDone()) {
      return;
    }
    untilReady.add(line);
    if (line.contains(READY)) {
      ready.complete(System.nanoTime());
    }
  }

  /** Waits until it is ready; when that was, by {@code System.nanoTime}. */
  long awaitReady(Duration patience) throws InterruptedException {
    try {
      return ready.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new LoadFailure("the gateway doesn't get ready: " + said(), e);
    }
  }

  private synchronized String said() {
    return String.join("\n", untilReady);
  }

  /** The lines that it said last, a few of them. */
  synchronized String lastWords() {
    return String.join("\n", last);
  }

  /** The rest of the line that begins so. */
  String valueOf(String label) {
    return said()
        .lines()
        .filter(line -> line.startsWith(label))
        .map(line -> line.substring(label.length()).strip())
        .findFirst()
        .orElseThrow(() -> new LoadFailure("the gateway doesn't say its " + label.strip()));
  }
}
