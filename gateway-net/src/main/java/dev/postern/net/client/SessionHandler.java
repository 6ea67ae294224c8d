package dev.postern.net.client;

import dev.postern.net.PacketForwarder;
import dev.postern.net.nym09.BinaryRequest;
import dev.postern.net.nym09.BinaryRequest.ForwardSphinx;
import dev.postern.net.nym09.BinaryRequest.Refused;
import dev.postern.net.nym09.ServerResponse;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.util.ReferenceCountUtil;

/**
 * What a client that is logged in sends: packets to forward, pongs that confirm, and texts that it
 * has no business to send. Runs on the channel's event loop.
 */
final class SessionHandler extends ChannelInboundHandlerAdapter {
  private final ConnectedClient session;
  private final PacketForwarder forwarder;
  private final Throttle throttle;
  private final ControlFrames control;
  private final ClientMetrics metrics;

  SessionHandler(
      ConnectedClient session,
      PacketForwarder forwarder,
      Throttle throttle,
      ControlFrames control,
      ClientMetrics metrics) {
    this.session = session;
    this.forwarder = forwarder;
    this.throttle = throttle;
    this.control = control;
    this.metrics = metrics;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (message instanceof BinaryWebSocketFrame frame) {
        Answers.write(context, answer(frame.content()));
      } else if (message instanceof TextWebSocketFrame) {
        Answers.write(context, ServerResponse.INVALID_REQUEST);
      } else if (message instanceof PongWebSocketFrame pong && !session.pong(pong.content())) {
        control.countUnasked();
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private ServerResponse answer(ByteBuf frame) {
    BinaryRequest request = BinaryRequest.read(frame, session.codec());
    if (request instanceof Refused refused) {
      metrics.refusedRequests.count(refused.reason());
      return refused.answer();
    }
    forwarder.forward(((ForwardSphinx) request).packet());
    metrics.forwarded.increment();
    throttle.count();
    return ServerResponse.SENT;
  }

  /** One flush for the answers to all that one read has brought. */
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    // The other change comes in the middle of a write, between a frame's head and its content.
    if (context.channel().isWritable()) {
      session.drain();
    }
  }

  /** The client may come again before the connection is quite gone. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == Farewell.Event.BEGINS) {
      session.end();
    }
  }
}
