package dev.postern.sphinx;

import java.net.InetSocketAddress;

/**
 * Where the next hop listens, as in a routing header (spec §1): type, port, IP; padded with zeros
 * to 32 bytes inside a Sphinx header, to 19 in a SURB-ack, unpadded (7 or 19) in a client's
 * request. Immutable; equal by content.
 */
public final class NodeAddress {
  /** Length inside a Sphinx header. */
  public static final int HEADER_BYTES = 32;

  private NodeAddress() {}

  /** The address of a socket that is resolved. */
  public static NodeAddress of(InetSocketAddress socket) {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads type, port and IP at an offset; never looks at or past {@code limit}. How many bytes that
   * took is {@link #unpaddedBytes()}. Throws IllegalArgumentException for an unknown type or too
   * few bytes. What follows the address is the caller's.
   */
  public static NodeAddress read(byte[] source, int offset, int limit) {
    throw new UnsupportedOperationException();
  }

  /** 7 for IPv4, 19 for IPv6. */
  public int unpaddedBytes() {
    throw new UnsupportedOperationException();
  }

  /** Writes type, port and IP and zeros up to {@code paddedBytes}. */
  public void write(byte[] target, int offset, int paddedBytes) {
    throw new UnsupportedOperationException();
  }

  /** The socket to connect to; never looks up a name. */
  public InetSocketAddress toSocketAddress() {
    throw new UnsupportedOperationException();
  }
}
