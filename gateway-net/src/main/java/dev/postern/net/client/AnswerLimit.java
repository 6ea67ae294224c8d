package dev.postern.net.client;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;

/**
 * Bounds what waits for a client that sends but doesn't read: every request makes an answer, and so
 * does every ping, logged in or not.
 *
 * <p>Reading stops far above the mark at which the session stops pushing messages. Were it the same
 * mark, a client with one thread that is busy sending, and doesn't read meanwhile, would stand
 * against us for ever: it waits for us to read, and we for it. As it is, one that behaves doesn't
 * come here: its answers are a hundredth of what it sends.
 *
 * <p>For whoever has not logged in both marks are one, and low: there is nothing to push, and a
 * stranger's answers are no longer than what it asks.
 *
 * <p>Runs on the channel's event loop.
 */
final class AnswerLimit extends ChannelInboundHandlerAdapter {
  static final long BYTES = 1024 * 1024;

  private static final WriteBufferWaterMark STRANGERS_MARK =
      new WriteBufferWaterMark(4 * 1024, 8 * 1024);

  private final ReadGate gate;
  private final Standing standing;
  private boolean leaving;

  AnswerLimit(ReadGate gate, Standing standing) {
    this.gate = gate;
    this.standing = standing;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ChannelConfig config = context.channel().config();
    WriteBufferWaterMark known = config.getWriteBufferWaterMark();
    config.setWriteBufferWaterMark(STRANGERS_MARK);
    standing.whenKnown(() -> config.setWriteBufferWaterMark(known));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    context.fireChannelRead(message);
    if (!leaving && context.channel().bytesBeforeWritable() > (standing.isKnown() ? BYTES : 0)) {
      gate.shut(ReadGate.Obstacle.ANSWERS_ARE_NOT_READ);
      // What isn't flushed is never read, and the gate would stay shut.
      context.flush();
    }
  }

  /** Nothing more is answered, so nothing is to be held back; and the peer's end has to be read. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == Farewell.Event.BEGINS) {
      leaving = true; // an output that is shut counts as never writable again
      gate.open(ReadGate.Obstacle.ANSWERS_ARE_NOT_READ);
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (context.channel().isWritable()) {
      gate.open(ReadGate.Obstacle.ANSWERS_ARE_NOT_READ);
    }
    context.fireChannelWritabilityChanged();
  }
}
