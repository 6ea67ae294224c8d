package dev.postern.sphinx.crypto;

/** A X25519 public key of 32 bytes. Immutable; equal by content; prints as base58. */
public final class SphinxPublicKey {
  private SphinxPublicKey() {}

  /** From the 32 raw bytes, copied. Throws IllegalArgumentException. */
  public static SphinxPublicKey fromBytes(byte[] bytes) {
    throw new UnsupportedOperationException();
  }

  /** A copy of the 32 bytes. */
  public byte[] toBytes() {
    throw new UnsupportedOperationException();
  }

  /** Base58, Bitcoin alphabet. */
  public String toBase58() {
    throw new UnsupportedOperationException();
  }
}
