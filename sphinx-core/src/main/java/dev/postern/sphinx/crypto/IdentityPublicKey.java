package dev.postern.sphinx.crypto;

/** A Ed25519 public key of 32 bytes. Immutable; equal by content; prints as base58. */
public final class IdentityPublicKey {
  private IdentityPublicKey() {}

  /**
   * From the 32 raw bytes, copied. Throws IllegalArgumentException unless they are a curve point of
   * high order: under one of low order one signature fits every message.
   */
  public static IdentityPublicKey fromBytes(byte[] bytes) {
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

  /** Whether this key made the 64-byte signature over the message; false for anything odd. */
  public boolean verifies(byte[] signature, byte[] message) {
    throw new UnsupportedOperationException();
  }
}
