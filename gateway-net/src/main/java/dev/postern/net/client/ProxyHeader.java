package dev.postern.net.client;

import dev.postern.net.SourceAddress;
import dev.postern.net.client.ClientMetrics.Closed;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * What a trusted proxy says first on each connection: for whom it connects (PROXY protocol, version
 * 2). Until it has said so, the stages behind don't hear of the connection; then this one leaves. A
 * proxy that says nothing, or nothing usable, is closed. Runs on the channel's event loop.
 */
final class ProxyHeader extends ChannelInboundHandlerAdapter {
  private final ClientMetrics metrics;
  private boolean refused;

  ProxyHeader(ClientMetrics metrics) {
    this.metrics = metrics;
  }

  /** Not yet. */
  @Override
  public void channelActive(ChannelHandlerContext context) {}

  /** Nobody behind knows that it was there. */
  @Override
  public void channelInactive(ChannelHandlerContext context) {}

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (!(message instanceof HAProxyMessage header) || refused) {
        refuse(context);
      } else if (header.protocolVersion() != HAProxyProtocolVersion.V2) {
        refuse(context);
      } else if (header.command() == HAProxyCommand.LOCAL) {
        letThrough(context); // the proxy itself, to see whether we are well
      } else {
        InetSocketAddress source = source(header);
        if (source == null) {
          refuse(context);
        } else {
          SourceAddress.tell(context.channel(), source);
          letThrough(context);
        }
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  /** Null unless it is an address of TCP. */
  private static @Nullable InetSocketAddress source(HAProxyMessage header) {
    HAProxyProxiedProtocol protocol = header.proxiedProtocol();
    if (protocol != HAProxyProxiedProtocol.TCP4 && protocol != HAProxyProxiedProtocol.TCP6) {
      return null;
    }
    byte[] address = NetUtil.createByteArrayFromIpAddressString(header.sourceAddress());
    try {
      // An IPv4 address in IPv6 form becomes what it is, so that it counts for the same source.
      return address == null
          ? null
          : new InetSocketAddress(InetAddress.getByAddress(address), header.sourcePort());
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 bytes are an address", e);
    }
  }

  private void letThrough(ChannelHandlerContext context) {
    context.fireChannelActive();
    context.pipeline().remove(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof DecoderException) {
      refuse(context);
    } else {
      context.fireExceptionCaught(cause);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // there is nothing to do once it is closed
  private void refuse(ChannelHandlerContext context) {
    if (!refused) {
      refused = true;
      metrics.closed.count(Closed.PROXY_HEADER);
      context.close();
    }
  }
}
