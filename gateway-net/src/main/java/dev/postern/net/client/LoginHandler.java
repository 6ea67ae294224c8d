package dev.postern.net.client;

import dev.postern.net.SourceAddress;
import dev.postern.net.wire.ClientText;
import dev.postern.net.wire.GatewaySide;
import dev.postern.net.wire.LoginFault;
import dev.postern.net.wire.LoginStep;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;

/**
 * A connection before login: hands what comes to the {@link Dialogues}, does what they say, and
 * gives way to the session when a registration or an authentication succeeds, which {@link
 * Entrance} sees to.
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
  private final Dialogues dialogues;
  private final Registering registering;
  private final Authenticating authenticating;

  /** What the stages of one connection share. */
  record Connection(
      Channel channel, Standing standing, ControlFrames control, LoginQueue queue, ReadGate gate) {}

  /** What the connections of a listener share, or those of an event loop. */
  record Shared(
      ClientServices services,
      ClientOptions options,
      LoopTools tools,
      ClientMetrics metrics,
      LoginLimits limits,
      LoginLog logs) {}

  LoginHandler(Shared shared, Connection connection) {
    this.control = connection.control();
    this.entrance = new Entrance(shared, connection);
    this.registering = new Registering(entrance);
    this.authenticating = new Authenticating(entrance);
    ClientServices services = shared.services();
    this.dialogues =
        new Dialogues(
            services.generations(),
            new GatewaySide(
                services.identity(),
                services.ephemeralKeys(),
                shared.tools().primitives(),
                services.random(),
                services.clock(),
                () -> mayRegister(connection.channel())));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (message instanceof TextWebSocketFrame frame) {
        act(context, dialogues.receive(ClientText.parse(frame.text())));
      } else if (message instanceof BinaryWebSocketFrame) {
        act(context, dialogues.receiveBinary());
      } else if (message instanceof PongWebSocketFrame pong && !entrance.pong(pong.content())) {
        control.countUnasked();
      }
      context.flush();
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void act(ChannelHandlerContext context, LoginStep step) {
    if (step instanceof LoginStep.Say say) {
      Answers.write(context, say.words());
    } else if (step instanceof LoginStep.Refuse refuse) {
      entrance.count(refuse.fault());
      Answers.write(context, refuse.words());
    } else if (step instanceof LoginStep.Register register) {
      registering.register(context, register.client());
    } else if (step instanceof LoginStep.Authenticate authenticate) {
      authenticating.check(context, authenticate.claim());
    }
  }

  private boolean mayRegister(Channel channel) {
    InetAddress source = SourceAddress.of(channel);
    boolean may = entrance.limits().mayRegister(source);
    if (!may) {
      entrance.logs().refused(LoginFault.TOO_MANY_REGISTRATIONS, source);
    }
    return may;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == Farewell.Event.BEGINS) {
      entrance.shut();
    }
    context.fireUserEventTriggered(event);
  }
}
