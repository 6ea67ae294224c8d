package dev.postern.benchmarks.load;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients whose connection breaks at random, and who come back at random. Who and for how long
 * comes from a seed. Its state belongs to one event loop.
 */
final class Churn {
  private final List<LoadClient> clients;
  private final EventLoop loop;
  private final Random random;
  private final Duration patience;
  private final int longestAbsenceMillis;
  private final CompletableFuture<Integer> allBack = new CompletableFuture<>();
  private final ScheduledFuture<?> drops;
  private int away;
  private boolean stopping;
  private int failures; // of clients who weren't let in again
  private final AtomicLong dropped = new AtomicLong();

  /** Begins: so many break a second, if they are online. */
  Churn(
      List<LoadClient> clients,
      EventLoop loop,
      long seed,
      int perSecond,
      Duration longestAbsence,
      Duration patience) {
    this.clients = clients;
    this.loop = loop;
    this.random = new Random(seed);
    this.patience = patience;
    this.longestAbsenceMillis = Math.toIntExact(longestAbsence.toMillis());
    long interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
    this.drops = loop.scheduleAtFixedRate(this::drop, interval, interval, TimeUnit.NANOSECONDS);
  }

  private void drop() {
    LoadClient client = clients.get(random.nextInt(clients.size()));
    int absence = random.nextInt(longestAbsenceMillis + 1);
    if (!client.isOnline()) {
      return; // somebody who is away can't go
    }
    client.drop();
    dropped.incrementAndGet();
    away++;
    var unused = loop.schedule(() -> comeBack(client), absence, TimeUnit.MILLISECONDS);
  }

  private void comeBack(LoadClient client) {
    var unused =
        client
            .logIn(patience)
            .whenCompleteAsync(
                (nothing, failed) -> {
                  away--;
                  failures += failed == null ? 0 : 1;
                  tellIfAllAreBack();
                },
                loop);
  }

  private void tellIfAllAreBack() {
    if (stopping && away == 0) {
      allBack.complete(failures);
    }
  }

  /**
   * Lets nobody go any more, and waits until all who went are back.
   *
   * @return how often somebody wasn't let in again, however long it asked
   */
  int stop() throws InterruptedException {
    loop.execute(
        () -> {
          drops.cancel(false);
          stopping = true;
          tellIfAllAreBack();
        });
    try {
      return allBack.get(2 * patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new LoadFailure("clients that were gone don't come back", e);
    }
  }

  /** How often somebody went. */
  long dropped() {
    return dropped.get();
  }
}
