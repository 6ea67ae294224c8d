package dev.postern.sphinx;

import dev.postern.sphinx.crypto.Base58;
import java.util.Arrays;

/**
 * Whom the final hop delivers to: a client's 32-byte Ed25519 public key (spec §1). Immutable; equal
 * by content, so it serves as a map key.
 *
 * <p>Ordered by its bytes, unsigned. That is for maps: strangers choose addresses, and can make a
 * million whose hashes are alike; of keys that have an order the JDK's maps keep such ones in a
 * tree, and find one in twenty steps.
 */
public final class DestinationAddress implements Comparable<DestinationAddress> {
  /** Length on the wire. */
  public static final int BYTES = 32;

  private final byte[] bytes;
  private final int hash; // each packet's address is looked up in several maps

  private DestinationAddress(byte[] bytes) {
    this.bytes = bytes;
    this.hash = Arrays.hashCode(bytes);
  }

  /** Reads {@value #BYTES} bytes at an offset; copies them. */
  public static DestinationAddress read(byte[] source, int offset) {
    return new DestinationAddress(Arrays.copyOfRange(source, offset, offset + BYTES));
  }

  /** Reads the form that users see: base58, Bitcoin alphabet. Throws IllegalArgumentException. */
  public static DestinationAddress fromBase58(String text) {
    return new DestinationAddress(Base58.decode(text, BYTES));
  }

  /** Writes the {@value #BYTES} bytes. */
  public void write(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, BYTES);
  }

  /** A copy of the bytes. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** The form that users see: base58, Bitcoin alphabet, no checksum. */
  public String toBase58() {
    return Base58.encode(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DestinationAddress that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public int compareTo(DestinationAddress other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  /**
   * Short, for debuggers and for whoever asked about this client: the first eight characters of the
   * base58 form. Not for logs, where no client's address has a place.
   */
  @Override
  public String toString() {
    return toBase58().substring(0, 8);
  }
}
