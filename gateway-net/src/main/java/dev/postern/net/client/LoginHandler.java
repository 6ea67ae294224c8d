package dev.postern.net.client;

import dev.postern.net.nym09.ClientControlRequest;
import dev.postern.net.nym09.ClientControlRequest.Authenticate;
import dev.postern.net.nym09.ControlMessageCodec;
import dev.postern.net.nym09.ServerResponse;
import dev.postern.sphinx.crypto.Primitives;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.util.ReferenceCountUtil;

/**
 * A connection before login: hands what comes to {@link Registering} or {@link Authenticating}, and
 * gives way to the session when one of them succeeds, which {@link Entrance} sees to.
 *
 * <p>The order on the wire after a success is fixed: the answer, then the inbox. A client routes
 * binary frames undecrypted until it has its answer; and the answer doesn't wait for the inbox,
 * because the client gives up after 1.5 s.
 *
 * <p>Runs on the channel's event loop.
 */
final class LoginHandler extends ChannelInboundHandlerAdapter {
  private final ControlFrames control;
  private final Entrance entrance;
  private final Registering registering;
  private final Authenticating authenticating;

  /** What the stages of one connection share. */
  record Connection(Standing standing, ControlFrames control, LoginQueue queue, ReadGate gate) {}

  /** What the connections of a listener share, or those of an event loop. */
  record Shared(
      ClientServices services,
      ClientOptions options,
      Primitives primitives,
      ClientMetrics metrics,
      LoginLimits limits,
      LoginLog logs) {}

  LoginHandler(Shared shared, Connection connection) {
    this.control = connection.control();
    this.entrance = new Entrance(shared, connection);
    this.registering = new Registering(entrance);
    this.authenticating = new Authenticating(entrance);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (message instanceof TextWebSocketFrame frame) {
        receive(context, ControlMessageCodec.readRequest(frame.text()));
      } else if (message instanceof BinaryWebSocketFrame && !registering.isUnderWay()) {
        Answers.write(context, ServerResponse.BINARY_WITHOUT_AUTHENTICATION);
      } else if (message instanceof PongWebSocketFrame pong && !entrance.pong(pong.content())) {
        control.countUnasked();
      }
      context.flush();
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void receive(ChannelHandlerContext context, ClientControlRequest request) {
    if (request instanceof Authenticate authenticate && !registering.isUnderWay()) {
      authenticating.receive(context, authenticate);
    } else {
      registering.receive(context, request);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == Farewell.Event.BEGINS) {
      entrance.shut();
    }
    context.fireUserEventTriggered(event);
  }
}
