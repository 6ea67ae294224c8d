package dev.postern.sphinx.crypto;

import java.security.SecureRandom;

/** A X25519 private key. Prints nothing secret; compares in constant time. */
public final class SphinxPrivateKey {
  private SphinxPrivateKey() {}

  /** A fresh key. */
  public static SphinxPrivateKey generate(SecureRandom random) {
    throw new UnsupportedOperationException();
  }

  /** From the 32 raw bytes, copied. Throws IllegalArgumentException. */
  public static SphinxPrivateKey fromBytes(byte[] bytes) {
    throw new UnsupportedOperationException();
  }

  /** The 32 secret bytes, for a key file or a primitive. */
  public byte[] revealBytes() {
    throw new UnsupportedOperationException();
  }

  /** The public half. */
  public SphinxPublicKey publicKey() {
    throw new UnsupportedOperationException();
  }
}
