package dev.postern.net.client;

import dev.postern.net.TokenBucket;
import io.micrometer.core.instrument.Counter;
import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a client to its share: who has sent more is not read from until it is paid for. Nothing is
 * lost, and nobody is told: TCP makes the client wait. Runs on the channel's event loop.
 */
final class Throttle {
  private final Channel channel;
  private final ReadGate gate;
  private final TokenBucket share;
  private final Counter stops;

  Throttle(Channel channel, ReadGate gate, TokenBucket share, Counter stops) {
    this.channel = channel;
    this.gate = gate;
    this.share = share;
    this.stops = stops;
  }

  /** One more packet. */
  @SuppressWarnings("FutureReturnValueIgnored") // late on a connection that has ended does nothing
  void count() {
    long owedNanos = share.overdraw();
    if (owedNanos > 0 && gate.shut(ReadGate.Obstacle.SENDS_TOO_FAST)) {
      stops.increment();
      channel
          .eventLoop()
          .schedule(
              () -> gate.open(ReadGate.Obstacle.SENDS_TOO_FAST), owedNanos, TimeUnit.NANOSECONDS);
    }
  }
}
