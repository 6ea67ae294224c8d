package dev.postern.net.client;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Where messages wait, in their order, while the one before them is being decided. Pongs pass: they
 * are a sign of life, and somebody may be asking for one.
 *
 * <p>Meanwhile we read on, or we wouldn't see that the client has closed; but not without bound.
 *
 * <p>Runs on the channel's event loop. Owns what waits.
 */
final class LoginQueue extends ChannelInboundHandlerAdapter {
  static final int MAX_MESSAGES = 64;
  static final int MAX_BYTES = 64 * 1024; // one may go beyond

  private final ReadGate gate;
  private final Queue<WebSocketFrame> waiting = new ArrayDeque<>(1);
  private int bytes;
  private boolean shut;
  private boolean over; // the connection is closing: nothing is handled any more

  LoginQueue(ReadGate gate) {
    this.gate = gate;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (over) {
      ReferenceCountUtil.release(message);
    } else if (shut
        && message instanceof WebSocketFrame frame
        && !(frame instanceof PongWebSocketFrame)) {
      waiting.add(frame);
      bytes += frame.content().readableBytes();
      if (waiting.size() >= MAX_MESSAGES || bytes >= MAX_BYTES) {
        gate.shut(ReadGate.Obstacle.MUCH_WAITS_FOR_A_LOGIN);
      }
    } else {
      context.fireChannelRead(message);
    }
  }

  /** From now on messages wait. */
  void shut() {
    shut = true;
  }

  /** Hands on what has waited, until the queue is shut again. */
  void open(ChannelHandlerContext context) {
    shut = false;
    ChannelHandlerContext own = context.pipeline().context(this);
    if (own == null) {
      return; // the connection has ended
    }
    while (!shut && !waiting.isEmpty()) {
      WebSocketFrame frame = waiting.remove();
      bytes -= frame.content().readableBytes();
      own.fireChannelRead(frame);
    }
    own.fireChannelReadComplete();
    if (!shut) {
      gate.open(ReadGate.Obstacle.MUCH_WAITS_FOR_A_LOGIN);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == Farewell.Event.BEGINS) {
      over = true;
      drop();
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    drop();
  }

  private void drop() {
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
    bytes = 0;
  }
}
