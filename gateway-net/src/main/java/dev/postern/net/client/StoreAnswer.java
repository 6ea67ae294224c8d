package dev.postern.net.client;

import io.netty.channel.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** From a thread of the store back to a channel's event loop. */
final class StoreAnswer {
  private StoreAnswer() {}

  /**
   * Goes on, on the channel's event loop, with the answer or with the failure. What that throws
   * ends in the channel's pipeline: a future would swallow it, and the client would wait for ever.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // the callback catches all
  static <T> void handle(
      CompletableFuture<T> question,
      Channel channel,
      Consumer<T> answered,
      Consumer<Throwable> failed) {
    question.whenCompleteAsync(
        (answer, failure) -> {
          try {
            if (failure == null) {
              answered.accept(answer);
            } else {
              failed.accept(failure);
            }
          } catch (RuntimeException | Error defect) {
            channel.pipeline().fireExceptionCaught(defect);
          }
        },
        channel.eventLoop());
  }
}
