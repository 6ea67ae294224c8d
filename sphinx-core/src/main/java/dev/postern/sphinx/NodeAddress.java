package dev.postern.sphinx;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Where the next hop listens, as in a routing header (spec §1); padded with zeros to 32 bytes
 * inside a Sphinx header, to 19 in a SURB-ack, unpadded (7 or 19) in a client's request. Immutable;
 * equal by content.
 *
 * <pre>
 *  0      1      3                     7
 *  +------+------+---------------------+
 *  |  4   | port | IPv4 address        |
 *  +------+------+---------------------+-----------------------------+ 19
 *  |  6   | port | IPv6 address                                      |
 *  +------+------+---------------------------------------------------+
 * </pre>
 */
public final class NodeAddress {
  /** Length inside a Sphinx header. */
  public static final int HEADER_BYTES = 32;

  /** Length inside a SURB-ack: that of the longest form. */
  public static final int SURB_ACK_BYTES = 19;

  private static final byte TYPE_IPV4 = 4;
  private static final byte TYPE_IPV6 = 6;
  private static final int PORT_OFFSET = 1;
  private static final int IP_OFFSET = 3;
  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;

  private final byte[] bytes; // type, port, IP; unpadded

  private NodeAddress(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The address of a socket that is resolved. An IPv6 scope is lost: a header has no room for it.
   *
   * @throws IllegalArgumentException if it isn't resolved
   */
  public static NodeAddress of(InetSocketAddress socket) {
    InetAddress address = socket.getAddress();
    if (address == null) {
      throw new IllegalArgumentException("unresolved address " + socket);
    }
    byte[] ip = address.getAddress();
    byte[] bytes = new byte[IP_OFFSET + ip.length];
    bytes[0] = ip.length == IPV4_BYTES ? TYPE_IPV4 : TYPE_IPV6;
    bytes[PORT_OFFSET] = (byte) (socket.getPort() >>> Byte.SIZE);
    bytes[PORT_OFFSET + 1] = (byte) socket.getPort();
    System.arraycopy(ip, 0, bytes, IP_OFFSET, ip.length);
    return new NodeAddress(bytes);
  }

  /**
   * Reads type, port and IP at an offset; never looks at or past {@code limit}. How many bytes that
   * took is {@link #unpaddedBytes()}. Throws IllegalArgumentException for an unknown type or too
   * few bytes. What follows the address is the caller's.
   */
  public static NodeAddress read(byte[] source, int offset, int limit) {
    if (offset >= limit) {
      throw new IllegalArgumentException("no address");
    }
    int length =
        switch (source[offset]) {
          case TYPE_IPV4 -> IP_OFFSET + IPV4_BYTES;
          case TYPE_IPV6 -> IP_OFFSET + IPV6_BYTES;
          default -> throw new IllegalArgumentException("address type " + source[offset]);
        };
    if (limit - offset < length) {
      throw new IllegalArgumentException("address of " + (limit - offset) + " bytes");
    }
    return new NodeAddress(Arrays.copyOfRange(source, offset, offset + length));
  }

  /** 7 for IPv4, 19 for IPv6. */
  public int unpaddedBytes() {
    return bytes.length;
  }

  /** Writes type, port and IP and zeros up to {@code paddedBytes}. */
  public void write(byte[] target, int offset, int paddedBytes) {
    System.arraycopy(bytes, 0, target, offset, bytes.length);
    Arrays.fill(target, offset + bytes.length, offset + paddedBytes, (byte) 0);
  }

  /** The socket to connect to; never looks up a name. */
  public InetSocketAddress toSocketAddress() {
    int port = ((bytes[PORT_OFFSET] & 0xff) << Byte.SIZE) | (bytes[PORT_OFFSET + 1] & 0xff);
    return new InetSocketAddress(ip(), port);
  }

  /** An IPv4 address inside ::ffff:0:0/96 comes out as {@link Inet4Address}: the same socket. */
  private InetAddress ip() {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, IP_OFFSET, bytes.length));
    } catch (UnknownHostException e) {
      throw new AssertionError("an IP of 4 or 16 bytes was refused", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NodeAddress that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** As a user writes it: {@code 1.2.3.4:1789} or {@code [2001:db8:0:0:0:0:0:1]:1789}. */
  @Override
  public String toString() {
    InetSocketAddress socket = toSocketAddress();
    String host = socket.getAddress().getHostAddress();
    String shown = socket.getAddress() instanceof Inet6Address ? "[" + host + "]" : host;
    return shown + ":" + socket.getPort();
  }
}
