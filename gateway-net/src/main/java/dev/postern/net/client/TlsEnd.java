package dev.postern.net.client;

import dev.postern.net.client.ClientMetrics.Closed;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import javax.net.ssl.SSLException;

/**
 * Where trouble with TLS ends: counted, closed, and not logged, since there is nothing to learn
 * from a scanner, and the exceptions quote what it sent. Runs on the channel's event loop.
 */
final class TlsEnd extends ChannelInboundHandlerAdapter {
  private final ClientMetrics metrics;
  private boolean shaken; // hands were
  private boolean counted;

  TlsEnd(ClientMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent end) {
      if (end.isSuccess()) {
        shaken = true;
        refuseRenegotiation(context);
      } else if (context.channel().isActive()) {
        count(); // otherwise the peer went
      }
    }
    context.fireUserEventTriggered(event);
  }

  /** TLS 1.2 clients may ask for another full handshake, which costs us more than them. */
  private static void refuseRenegotiation(ChannelHandlerContext context) {
    context.pipeline().get(SslHandler.class).engine().setEnableSessionCreation(false);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // there is nothing to do once it is closed
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof SSLException
        || (cause instanceof DecoderException && cause.getCause() instanceof SSLException)) {
      count();
      context.close();
    } else {
      context.fireExceptionCaught(cause);
    }
  }

  private void count() {
    if (!counted) {
      counted = true;
      metrics.closed.count(shaken ? Closed.TLS_RECORD : Closed.TLS_HANDSHAKE);
    }
  }
}
