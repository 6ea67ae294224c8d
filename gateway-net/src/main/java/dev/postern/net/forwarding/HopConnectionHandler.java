package dev.postern.net.forwarding;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole pipeline of a connection to a next hop. Nothing is ever said on it in our direction, so
 * what comes is thrown away; it is read all the same, since that is how a close is seen.
 */
@Sharable // by the connections that one hop has after each other
final class HopConnectionHandler extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(HopConnectionHandler.class);

  private final Runnable onWritable;

  HopConnectionHandler(Runnable onWritable) {
    this.onWritable = onWritable;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ReferenceCountUtil.release(message);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (context.channel().isWritable()) {
      onWritable.run();
    }
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the hop hears of it by the close future
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.debug("connection to next hop {}", context.channel().remoteAddress(), cause);
    context.close();
  }
}
