package dev.postern.net.client;

import dev.postern.net.delivery.ClientSession;
import dev.postern.net.delivery.OnlineClients;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The way of a login to its client's one place: it is free, or the session that has it is asked
 * whether its client still lives; see docs/adr/0012.
 *
 * <p>Begins on the newcomer's event loop, and goes on on that of the session that was asked. If
 * that one's event loop is stopped while the question is under way there is no answer, and the
 * question is put again: then it finds nobody there.
 */
final class Takeover {
  private final ConnectedClient newcomer;
  private final OnlineClients online;
  private final Duration patience;
  private final boolean atOnce;

  /** With {@code atOnce} the session that has the place is not asked: it has to go. */
  Takeover(ConnectedClient newcomer, OnlineClients online, Duration patience, boolean atOnce) {
    this.newcomer = newcomer;
    this.online = online;
    this.patience = patience;
    this.atOnce = atOnce;
  }

  /** True when the newcomer has its place, false when another one lives or this one has ended. */
  CompletableFuture<Boolean> run() {
    while (!newcomer.hasEnded()) {
      if (newcomer.join()) {
        return CompletableFuture.completedFuture(true);
      }
      ClientSession other = online.find(newcomer.client());
      if (other != null) {
        // Another newcomer may be faster; then that one is asked, too: nobody is turned away by a
        // session of which nobody knows whether it lives.
        CompletableFuture<Boolean> answer = atOnce ? other.makeWay() : other.probe(patience);
        return answer
            .completeOnTimeout(false, 2 * patience.toNanos(), TimeUnit.NANOSECONDS)
            .thenCompose(lives -> lives ? CompletableFuture.completedFuture(false) : run());
      }
    }
    return CompletableFuture.completedFuture(false);
  }
}
