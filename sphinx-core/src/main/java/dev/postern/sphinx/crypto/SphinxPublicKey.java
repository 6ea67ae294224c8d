package dev.postern.sphinx.crypto;

import java.util.Arrays;

/**
 * An X25519 public key: a u-coordinate of 32 bytes. Any 32 bytes are one; a point of low order
 * shows itself only when it is multiplied. Immutable; equal by content; prints as base58.
 */
public final class SphinxPublicKey {
  /** Length of the key. */
  public static final int BYTES = Curve25519.KEY_BYTES;

  private final byte[] bytes;

  private SphinxPublicKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /** From the 32 raw bytes, copied. Throws IllegalArgumentException for another length. */
  public static SphinxPublicKey fromBytes(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("sphinx key of " + bytes.length + " bytes");
    }
    return new SphinxPublicKey(bytes.clone());
  }

  /** Reads the form that users see. Throws IllegalArgumentException. */
  public static SphinxPublicKey fromBase58(String text) {
    return new SphinxPublicKey(Base58.decode(text, BYTES));
  }

  /** A copy of the 32 bytes. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** Base58, Bitcoin alphabet. */
  public String toBase58() {
    return Base58.encode(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SphinxPublicKey that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return toBase58();
  }
}
