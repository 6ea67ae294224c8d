package dev.postern.net.client;

import dev.postern.net.LogLimiter;
import dev.postern.net.StackLine;
import dev.postern.net.client.ClientMetrics.Account;
import dev.postern.net.client.ClientMetrics.Closed;
import dev.postern.net.wire.SessionStep;
import dev.postern.net.wire.Words;
import dev.postern.storage.ClientRegistry;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client that is logged in has done with what is stored of it. It is told so when that is
 * durable; what it sends meanwhile waits. Runs on the channel's event loop.
 */
final class AccountChanges {
  private static final Logger log = LoggerFactory.getLogger(AccountChanges.class);
  private static final LogLimiter failures = LogLimiter.ofPeers();

  private final ConnectedClient session;
  private final ClientRegistry clients;
  private final LoginQueue queue;
  private final ClientMetrics metrics;

  AccountChanges(
      ConnectedClient session, ClientServices services, LoginQueue queue, ClientMetrics metrics) {
    this.session = session;
    this.clients = services.store().clients();
    this.queue = queue;
    this.metrics = metrics;
  }

  /** Messages that are pushed before the answer are under the keys from before, as it expects. */
  void replaceKeys(ChannelHandlerContext context, SessionStep.ReplaceKeys keys) {
    CompletableFuture<Void> stored =
        clients
            .find(session.client())
            .thenCompose(
                known ->
                    known.isPresent()
                        ? clients.register(known.get().withKeys(keys.secret()))
                        : CompletableFuture.failedFuture(
                            new IllegalStateException("the client was forgotten meanwhile")));
    await(
        context,
        stored,
        keys.unavailable(),
        () -> {
          metrics.accounts.count(Account.KEYS_REPLACED);
          Answers.write(context, keys.replaced());
          session.link(keys.channel());
        });
  }

  /** The session ends with it: there is nothing that it could push, nor a client that it is. */
  void forget(ChannelHandlerContext context, SessionStep.Forget forget) {
    await(
        context,
        clients.forget(session.client()),
        forget.unavailable(),
        () -> {
          metrics.accounts.count(Account.FORGOTTEN);
          metrics.closed.count(Closed.FORGOTTEN);
          Answers.write(context, forget.forgotten());
          Farewell.close(context.channel(), WebSocketCloseStatus.NORMAL_CLOSURE);
        });
  }

  private void await(
      ChannelHandlerContext context,
      CompletableFuture<Void> question,
      Words unavailable,
      Runnable done) {
    queue.shut();
    StoreAnswer.handle(
        question,
        context.channel(),
        durable -> goOn(context, done),
        failure -> {
          metrics.accounts.count(Account.STORE_FAILED);
          failures.log(
              more ->
                  log.error(
                      "a client's request failed with the store ({} more): {}",
                      more,
                      StackLine.of(failure)));
          goOn(context, () -> Answers.write(context, unavailable));
        });
  }

  private void goOn(ChannelHandlerContext context, Runnable step) {
    if (!session.hasEnded()) {
      step.run();
      context.flush();
    }
    queue.open(context);
  }
}
