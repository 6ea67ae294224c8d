package dev.postern.net.client;

import dev.postern.net.MixPacket;
import dev.postern.net.wire.ClientText;
import dev.postern.net.wire.SessionStep;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.util.ReferenceCountUtil;

/**
 * What a client that is logged in sends: packets to forward, pongs that confirm, and texts, of
 * which its generation says what they ask for. Runs on the channel's event loop.
 */
final class SessionHandler extends ChannelInboundHandlerAdapter {
  private final ConnectedClient session;
  private final ClientServices services;
  private final Throttle throttle;
  private final ControlFrames control;
  private final AccountChanges changes;
  private final ClientMetrics metrics;

  /** Stages of the connection that this one uses. */
  record Connection(ControlFrames control, LoginQueue queue) {}

  SessionHandler(
      ConnectedClient session,
      ClientServices services,
      Throttle throttle,
      Connection connection,
      ClientMetrics metrics) {
    this.session = session;
    this.services = services;
    this.throttle = throttle;
    this.control = connection.control();
    this.changes = new AccountChanges(session, services, connection.queue(), metrics);
    this.metrics = metrics;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (message instanceof BinaryWebSocketFrame frame) {
        act(context, session.link().receive(frame.content()));
      } else if (message instanceof TextWebSocketFrame frame) {
        act(context, session.link().receive(ClientText.parse(frame.text())));
      } else if (message instanceof PongWebSocketFrame pong && !session.pong(pong.content())) {
        control.countUnasked();
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void act(ChannelHandlerContext context, SessionStep step) {
    if (step instanceof SessionStep.Forward forward) {
      forward(context, forward.packet());
    } else if (step instanceof SessionStep.Say say) {
      Answers.write(context, say.words());
    } else if (step instanceof SessionStep.Refuse refuse) {
      metrics.refusedRequests.count(refuse.fault());
      Answers.write(context, refuse.words());
    } else if (step instanceof SessionStep.ReplaceKeys keys) {
      changes.replaceKeys(context, keys);
    } else if (step instanceof SessionStep.Forget forget) {
      changes.forget(context, forget);
    }
  }

  private void forward(ChannelHandlerContext context, MixPacket packet) {
    services.forwarder().forward(packet);
    metrics.forwarded.increment();
    throttle.count();
    Answers.write(context, session.link().sent());
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
