package dev.postern.net.forwarding;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Addresses that don't mean one and the same host everywhere on the internet. By the IANA
 * special-purpose address registries (iana-ipv4-special-registry, iana-ipv6-special-registry; RFC
 * 6890), what is listed there as not globally reachable, and what isn't unicast, or isn't given out
 * at all. An address that carries an IPv4 address in it is as special as that one.
 */
public final class SpecialAddresses {
  /** A block, and what it is for. */
  private record Block(AddressRange range, String use) {
    Block(String range, String use) {
      this(AddressRange.block(range), use);
    }

    @Override
    public String toString() {
      return use + " (" + range + ")";
    }
  }

  private static final List<Block> IPV4 =
      List.of(
          new Block("0.0.0.0/8", "this network"),
          new Block("10.0.0.0/8", "private"),
          new Block("100.64.0.0/10", "shared behind a provider's NAT"),
          new Block("127.0.0.0/8", "loopback"),
          new Block("169.254.0.0/16", "link-local"),
          new Block("172.16.0.0/12", "private"),
          new Block("192.0.0.0/24", "protocol assignments"),
          new Block("192.0.2.0/24", "documentation"),
          new Block("192.88.99.0/24", "6to4 relays"),
          new Block("192.168.0.0/16", "private"),
          new Block("198.18.0.0/15", "benchmarks"),
          new Block("198.51.100.0/24", "documentation"),
          new Block("203.0.113.0/24", "documentation"),
          new Block("224.0.0.0/4", "multicast"),
          new Block("240.0.0.0/4", "reserved"));

  private static final List<Block> IPV6 =
      List.of(
          new Block("::/128", "unspecified"),
          new Block("::1/128", "loopback"),
          new Block("::/96", "IPv4-compatible"),
          new Block("64:ff9b:1::/48", "local IPv4 translation"),
          new Block("100::/64", "discard"),
          new Block("2001::/23", "protocol assignments, Teredo and ORCHID"),
          new Block("2001:db8::/32", "documentation"),
          new Block("3fff::/20", "documentation"),
          new Block("fc00::/7", "unique local"),
          new Block("fe80::/10", "link-local"),
          new Block("fec0::/10", "site-local"),
          new Block("ff00::/8", "multicast"));

  private static final AddressRange GLOBAL_UNICAST = AddressRange.block("2000::/3");
  private static final AddressRange NAT64 = AddressRange.block("64:ff9b::/96");
  private static final int NAT64_OFFSET = 12;
  private static final AddressRange SIX_TO_FOUR = AddressRange.block("2002::/16");
  private static final int SIX_TO_FOUR_OFFSET = 2;

  private SpecialAddresses() {}

  /** What is special about an address, for an operator; empty if it is globally routable. */
  public static Optional<String> useOf(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address instanceof Inet4Address) {
      return blockOf(bytes, IPV4);
    }
    if (NAT64.containsHost(bytes)) {
      return embedded(bytes, NAT64_OFFSET, "IPv4 translation of ");
    }
    if (SIX_TO_FOUR.containsHost(bytes)) {
      return embedded(bytes, SIX_TO_FOUR_OFFSET, "6to4 of ");
    }
    Optional<String> special = blockOf(bytes, IPV6);
    return special.isPresent() || GLOBAL_UNICAST.containsHost(bytes)
        ? special
        : Optional.of("not given out to anybody");
  }

  private static Optional<String> blockOf(byte[] address, List<Block> blocks) {
    for (Block block : blocks) {
      if (block.range().containsHost(address)) {
        return Optional.of(block.toString());
      }
    }
    return Optional.empty();
  }

  private static Optional<String> embedded(byte[] address, int offset, String how) {
    try {
      InetAddress inner =
          InetAddress.getByAddress(Arrays.copyOfRange(address, offset, offset + Integer.BYTES));
      return useOf(inner).map(use -> how + use);
    } catch (UnknownHostException e) {
      throw new AssertionError("an IP of 4 bytes was refused", e);
    }
  }
}
