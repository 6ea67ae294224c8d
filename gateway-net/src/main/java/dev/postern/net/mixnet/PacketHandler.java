package dev.postern.net.mixnet;

import dev.postern.net.wire.FramedSphinxPacket;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;

/**
 * Hands the packets of a connection to its {@link PacketReceiver}; whatever is wrong with one, the
 * connection stays. One per connection. Runs on the channel's event loop.
 */
final class PacketHandler extends SimpleChannelInboundHandler<FramedSphinxPacket> {
  private final PacketReceiver receiver;

  PacketHandler(PacketReceiver receiver) {
    this.receiver = receiver;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FramedSphinxPacket frame) {
    receiver.receive(frame);
  }

  // Comes after each read, and after the last bytes of a connection that ends.
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    receiver.endTurn();
    context.fireChannelReadComplete();
  }

  // What was read before a handler in front of this one threw.
  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    receiver.endTurn();
  }
}
