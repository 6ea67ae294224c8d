package dev.postern.net;

import com.google.common.primitives.Longs;
import java.net.InetAddress;
import java.util.Arrays;

/**
 * Addresses that begin alike, and so belong to one network or to one subscriber.
 *
 * @param addressBytes 4 or 16
 * @param bits how many are alike
 * @param prefix those bits, to the left
 */
public record NetworkBlock(int addressBytes, int bits, long prefix) {
  /** The IPv4 /24 or IPv6 /48 of an address: what a small network has. */
  public static NetworkBlock network(InetAddress address) {
    byte[] bytes = address.getAddress();
    return of(bytes, bytes.length == 4 ? 24 : 48);
  }

  /** The IPv4 address, or the IPv6 /64: nobody has less than that to change addresses in. */
  public static NetworkBlock subscriber(InetAddress address) {
    byte[] bytes = address.getAddress();
    return of(bytes, bytes.length == 4 ? 32 : 64);
  }

  private static NetworkBlock of(byte[] address, int bits) {
    long start = Longs.fromByteArray(Arrays.copyOf(address, Long.BYTES));
    return new NetworkBlock(address.length, bits, start & -1L << (Long.SIZE - bits));
  }
}
