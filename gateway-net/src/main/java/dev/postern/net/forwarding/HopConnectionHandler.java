package dev.postern.net.forwarding;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * The whole pipeline of a connection to a next hop. Nothing is ever said on it in our direction, so
 * what comes is thrown away; it is read all the same, since that is how a close is seen.
 */
@Sharable // by the connections that one hop has after each other
final class HopConnectionHandler extends ChannelInboundHandlerAdapter {

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
    context.close();
  }
}
