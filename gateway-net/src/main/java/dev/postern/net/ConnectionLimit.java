package dev.postern.net;

import io.micrometer.core.instrument.Counter;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Closes a connection at once if there are too many; the first handler of a pipeline, shared by all
 * connections of a listener. Thread-safe.
 */
@Sharable
public final class ConnectionLimit extends ChannelInboundHandlerAdapter {
  private final int maximum;
  private final Counter refused;
  private final AtomicInteger open = new AtomicInteger(); // those over the limit included

  /** At most so many; counts those that had to go. */
  public ConnectionLimit(int maximum, Counter refused) {
    this.maximum = maximum;
    this.refused = refused;
  }

  /** How many are open. */
  public int open() {
    return open.get();
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // there is nothing to do once it is closed
  public void channelActive(ChannelHandlerContext context) {
    if (open.incrementAndGet() > maximum) {
      refused.increment();
      context.close();
    } else {
      context.fireChannelActive();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    open.decrementAndGet();
    context.fireChannelInactive();
  }
}
