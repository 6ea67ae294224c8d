package dev.postern.sphinx.crypto;

import java.security.SecureRandom;

/** A Ed25519 private key. Prints nothing secret; compares in constant time. */
public final class IdentityPrivateKey {
  private IdentityPrivateKey() {}

  /** A fresh key. */
  public static IdentityPrivateKey generate(SecureRandom random) {
    throw new UnsupportedOperationException();
  }

  /** From the 32 raw bytes, copied. Throws IllegalArgumentException. */
  public static IdentityPrivateKey fromBytes(byte[] bytes) {
    throw new UnsupportedOperationException();
  }

  /** The 32 secret bytes, for a key file or a primitive. */
  public byte[] revealBytes() {
    throw new UnsupportedOperationException();
  }

  /** The public half. */
  public IdentityPublicKey publicKey() {
    throw new UnsupportedOperationException();
  }

  /** A 64-byte signature (RFC 8032). */
  public byte[] sign(byte[] message) {
    throw new UnsupportedOperationException();
  }
}
