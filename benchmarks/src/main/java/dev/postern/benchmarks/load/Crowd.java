package dev.postern.benchmarks.load;

import dev.postern.sphinx.DestinationAddress;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The clients of a run, who do the same together; not more than so many at a time. */
final class Crowd {
  private final List<LoadClient> clients = new ArrayList<>();
  private final int atOnce;
  private final Duration patience;

  /** So many, who don't know the gateway yet. */
  Crowd(
      EventLoopGroup loops, Target gateway, CrowdOptions options, int count, ClientEvents events) {
    this.atOnce = options.atOnce();
    this.patience = options.patience();
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loops)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true);
    for (int number = 0; number < count; number++) {
      clients.add(new LoadClient(number, gateway, bootstrap, events));
    }
  }

  List<LoadClient> clients() {
    return clients;
  }

  List<DestinationAddress> addresses() {
    return clients.stream().map(LoadClient::address).toList();
  }

  long onlineCount() {
    return clients.stream().filter(LoadClient::isOnline).count();
  }

  /** Afterwards all are known and online. */
  void register() throws InterruptedException {
    all(LoadClient::register);
  }

  /** Afterwards all are online. */
  void logIn() throws InterruptedException {
    all(
        client ->
            client.isOnline() ? CompletableFuture.completedFuture(null) : client.logIn(patience));
  }

  /** Afterwards all are offline. */
  void leave() throws InterruptedException {
    all(LoadClient::leave);
  }

  /** Lets all do something, one after the other but not waiting for each. */
  void all(Function<LoadClient, CompletableFuture<Void>> act) throws InterruptedException {
    Semaphore permits = new Semaphore(atOnce);
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    for (LoadClient client : clients) {
      acquire(permits, 1);
      if (failure.get() != null) {
        break;
      }
      var unused =
          act.apply(client)
              .whenComplete(
                  (nothing, failed) -> {
                    if (failed != null) {
                      failure.compareAndSet(null, failed);
                    }
                    permits.release();
                  });
    }
    acquire(permits, atOnce);
    Throwable failed = failure.get();
    if (failed != null) {
      throw new LoadFailure("a client fails: " + failed.getMessage(), failed);
    }
  }

  private void acquire(Semaphore permits, int count) throws InterruptedException {
    if (!permits.tryAcquire(count, patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new LoadFailure(
          "the gateway doesn't answer clients for " + patience.toSeconds() + " s");
    }
  }
}
