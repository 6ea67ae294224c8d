package dev.postern.net.client;

import com.google.common.net.InetAddresses;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/**
 * The reverse proxies that say for whom they connect, by PROXY protocol version 2. Whoever is in
 * this list can claim any address; so nobody is by default.
 */
public final class TrustedProxies {
  private static final TrustedProxies NONE = new TrustedProxies(List.of(), List.of());

  private final List<String> addresses;
  private final List<IpSubnetFilterRule> networks;

  private TrustedProxies(List<String> addresses, List<IpSubnetFilterRule> networks) {
    this.addresses = addresses;
    this.networks = networks;
  }

  /** Nobody. */
  public static TrustedProxies none() {
    return NONE;
  }

  /**
   * Those with these addresses.
   *
   * @param addresses each an IP address, or a network such as {@code 192.168.0.0/16}
   * @throws IllegalArgumentException for anything else; the message is the wrong one
   */
  public static TrustedProxies of(List<String> addresses) {
    return new TrustedProxies(
        List.copyOf(addresses), addresses.stream().map(TrustedProxies::network).toList());
  }

  private static IpSubnetFilterRule network(String text) {
    int slash = text.indexOf('/');
    try {
      InetAddress address = InetAddresses.forString(slash < 0 ? text : text.substring(0, slash));
      int bits = address.getAddress().length * Byte.SIZE;
      int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
      if (prefix < 1 || prefix > bits) { // a prefix of 0 would trust the whole internet
        throw new IllegalArgumentException(text);
      }
      return new IpSubnetFilterRule(address, prefix, IpFilterRuleType.ACCEPT);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** As they were written. */
  public List<String> addresses() {
    return addresses;
  }

  /** Whether a peer is one of them. */
  boolean contains(SocketAddress peer) {
    return peer instanceof InetSocketAddress address
        && networks.stream().anyMatch(network -> network.matches(address));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TrustedProxies proxies && addresses.equals(proxies.addresses);
  }

  @Override
  public int hashCode() {
    return addresses.hashCode();
  }

  @Override
  public String toString() {
    return addresses.toString();
  }
}
