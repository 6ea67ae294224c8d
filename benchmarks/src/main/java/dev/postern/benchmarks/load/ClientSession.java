package dev.postern.benchmarks.load;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One connection of a client: its login, then what it hears. On the channel's event loop. */
final class ClientSession extends SimpleChannelInboundHandler<WebSocketFrame> {
  private final LoadClient client;
  private final ClientEvents events;
  private final CompletableFuture<Void> entered;
  private @Nullable ClientLogin login; // null until it is a WebSocket

  /** Completes the future when the client is let in, or isn't. */
  ClientSession(LoadClient client, ClientEvents events, CompletableFuture<Void> entered) {
    this.client = client;
    this.events = events;
    this.entered = entered;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
      login = client.login();
      say(context, login.opening());
    }
  }

  private static void say(ChannelHandlerContext context, String text) {
    var unused = context.writeAndFlush(new TextWebSocketFrame(text));
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
    if (frame instanceof BinaryWebSocketFrame) {
      client.received(frame.content());
    } else if (frame instanceof TextWebSocketFrame text) {
      if (entered.isDone() || login == null) {
        events.answer(client.number(), text.text());
      } else {
        answered(context, login.receive(text.text()));
      }
    }
  }

  private void answered(ChannelHandlerContext context, ClientLogin.Step step) {
    if (step instanceof ClientLogin.Step.Say say) {
      say(context, say.text());
    } else if (step instanceof ClientLogin.Step.In in) {
      client.entered(context.channel(), in.keys());
      entered.complete(null);
    } else if (step instanceof ClientLogin.Step.Refused refused) {
      fail(context, new LoadFailure("the gateway refuses a client: " + refused.why()));
    }
  }

  private void fail(ChannelHandlerContext context, Throwable cause) {
    entered.completeExceptionally(cause);
    var unused = context.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    client.left(context.channel());
    entered.completeExceptionally(
        new LoadFailure("the gateway closed a client's connection before it was let in"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(context, cause);
  }
}
