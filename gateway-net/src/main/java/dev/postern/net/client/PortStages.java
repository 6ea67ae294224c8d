package dev.postern.net.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;

/**
 * What lies between a port's sockets and {@link ClientPipeline}, which all ports share: a proxy's
 * header, then TLS. The deadline of the upgrade runs from the first byte of either.
 *
 * <pre>
 *  [proxy-decoder → proxy-header] → limit → [tls → tls-end] → http-decoder → …
 * </pre>
 */
final class PortStages extends ChannelInitializer<Channel> {
  // Senders put a few hundred bytes behind the addresses; nobody reads them here.
  private static final int MOST_TLV_BYTES = 4096;

  private final ClientPort port;
  private final ClientPipeline above;
  private final ClientMetrics metrics;

  PortStages(ClientPort port, ClientPipeline above, ClientMetrics metrics) {
    this.port = port;
    this.above = above;
    this.metrics = metrics;
  }

  @Override
  protected void initChannel(Channel channel) {
    above.initChannel(channel);
    ChannelPipeline pipeline = channel.pipeline();
    if (port.proxies().contains(channel.remoteAddress())) {
      pipeline
          .addBefore(
              ClientPipeline.LIMIT, "proxy-decoder", new HAProxyMessageDecoder(MOST_TLV_BYTES))
          // It says that the connection is there when it knows from whom, and so to the limits.
          .addBefore(ClientPipeline.LIMIT, "proxy-header", new ProxyHeader(metrics));
    }
    port.tls()
        .ifPresent(
            tls ->
                pipeline
                    .addBefore(ClientPipeline.HTTP_DECODER, "tls", tls.newHandler(channel.alloc()))
                    // Whatever is wrong with TLS ends here.
                    .addBefore(ClientPipeline.HTTP_DECODER, "tls-end", new TlsEnd(metrics)));
  }
}
