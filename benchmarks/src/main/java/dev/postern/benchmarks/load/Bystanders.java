package dev.postern.benchmarks.load;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Clients that are here and get messages at a steady rate while others do what is measured: how
 * much these are held up by it.
 */
final class Bystanders implements AutoCloseable {
  private static final int CLIENTS = 50;

  private final TrafficRun run;
  private final Pace pace;
  private CompletableFuture<Void> sending = CompletableFuture.completedFuture(null);

  /** Registers them, and builds their packets. */
  Bystanders(
      GatewayOptions.Subject subject,
      SendingOptions sending,
      CrowdOptions clients,
      BesideOptions options)
      throws InterruptedException {
    int rate = options.rate();
    Duration length = options.length();
    this.pace = new OpenLoop(rate, length);
    this.run =
        new TrafficRun(
            subject,
            Direction.TO_CLIENTS,
            sending,
            clients,
            CLIENTS,
            Math.toIntExact(rate * length.toSeconds()));
    run.crowd().register();
    run.build();
  }

  /** Begins to send. */
  void start() {
    sending = CompletableFuture.runAsync(this::send, task -> new Thread(task).start());
  }

  private void send() {
    try {
      run.send(pace, WarmUp.NONE);
    } catch (IOException | InterruptedException e) {
      throw new CompletionException(e);
    }
  }

  /** Waits until all has been sent and has come, and writes how long that took each. */
  void report(Report report) throws InterruptedException {
    sending.join();
    run.settle(run::ackedAndDelivered);
    report
        .put("beside_sent", run.log().sent())
        .put("beside_delivered", run.log().messages().count())
        .put("beside_message", run.log().messages().latency())
        .put("beside_ack", run.log().acks().latency());
  }

  @Override
  public void close() {
    run.close();
  }
}
