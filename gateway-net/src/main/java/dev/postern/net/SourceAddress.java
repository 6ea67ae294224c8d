package dev.postern.net;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Who a connection comes from: its peer, or whom a trusted proxy in between says it is. Limits and
 * log lines go by this. Known from {@code channelActive} on: a stage that learns it from a proxy
 * holds that event back until it does.
 */
public final class SourceAddress {
  private static final AttributeKey<InetSocketAddress> TOLD_BY_PROXY =
      AttributeKey.valueOf(SourceAddress.class, "TOLD_BY_PROXY");

  private SourceAddress() {}

  /** What a trusted proxy says. */
  public static void tell(Channel channel, InetSocketAddress source) {
    channel.attr(TOLD_BY_PROXY).set(source);
  }

  /** The address; loopback for a channel that has none, as tests' embedded ones. */
  public static InetAddress of(Channel channel) {
    InetSocketAddress told = channel.attr(TOLD_BY_PROXY).get();
    if (told != null) {
      return told.getAddress();
    }
    return channel.remoteAddress() instanceof InetSocketAddress peer
        ? peer.getAddress()
        : InetAddress.getLoopbackAddress();
  }
}
