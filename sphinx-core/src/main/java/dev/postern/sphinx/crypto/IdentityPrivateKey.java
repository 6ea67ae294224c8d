package dev.postern.sphinx.crypto;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.util.SecretBytes;
import java.security.SecureRandom;

/**
 * An Ed25519 private key: the 32-byte seed of RFC 8032. Immutable. Prints nothing secret; compares
 * in constant time.
 */
public final class IdentityPrivateKey {
  /** Length of the seed. */
  public static final int BYTES = Curve25519.KEY_BYTES;

  private final SecretBytes seed;
  private final IdentityPublicKey publicKey;

  private IdentityPrivateKey(byte[] seed) {
    this.seed = SecretBytes.copyFrom(seed, InsecureSecretKeyAccess.get());
    this.publicKey = IdentityPublicKey.ofPair(Curve25519.ed25519PublicKey(seed));
  }

  /** A fresh key. */
  public static IdentityPrivateKey generate(SecureRandom random) {
    return new IdentityPrivateKey(Curve25519.freshKey(random));
  }

  /** From the 32 raw bytes, copied. Throws IllegalArgumentException for another length. */
  public static IdentityPrivateKey fromBytes(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("identity private key of " + bytes.length + " bytes");
    }
    return new IdentityPrivateKey(bytes);
  }

  /** The 32 secret bytes, for a key file or a primitive. */
  public byte[] revealBytes() {
    return seed.toByteArray(InsecureSecretKeyAccess.get());
  }

  /** The public half. */
  public IdentityPublicKey publicKey() {
    return publicKey;
  }

  /** A 64-byte signature (RFC 8032). */
  public byte[] sign(byte[] message) {
    return Engines.SIGNATURES.sign(revealBytes(), publicKey.toBytes(), message);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IdentityPrivateKey that && seed.equalsSecretBytes(that.seed);
  }

  @Override
  public int hashCode() {
    return publicKey.hashCode();
  }

  @Override
  public String toString() {
    return "IdentityPrivateKey[redacted]";
  }
}
