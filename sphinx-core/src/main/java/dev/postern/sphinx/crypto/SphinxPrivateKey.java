package dev.postern.sphinx.crypto;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.util.SecretBytes;
import java.security.SecureRandom;

/**
 * An X25519 private key: a 32-byte little-endian scalar, clamped when it is made, as the reference
 * does, so that what {@link #revealBytes} gives is what a key file of the reference holds.
 * Immutable. Prints nothing secret; compares in constant time.
 */
public final class SphinxPrivateKey {
  /** Length of the scalar. */
  public static final int BYTES = Curve25519.KEY_BYTES;

  private final SecretBytes scalar;
  private final SphinxPublicKey publicKey;

  /** Takes the array over. */
  private SphinxPrivateKey(byte[] scalar) {
    this(scalar, Curve25519.x25519PublicKey(scalar));
  }

  private SphinxPrivateKey(byte[] scalar, byte[] publicKey) {
    Curve25519.clamp(scalar);
    this.scalar = SecretBytes.copyFrom(scalar, InsecureSecretKeyAccess.get());
    this.publicKey = SphinxPublicKey.fromBytes(publicKey);
  }

  /** Both halves, as somebody made them together; takes the scalar over. */
  static SphinxPrivateKey ofPair(byte[] scalar, byte[] publicKey) {
    return new SphinxPrivateKey(scalar, publicKey);
  }

  /** A fresh key. */
  public static SphinxPrivateKey generate(SecureRandom random) {
    return new SphinxPrivateKey(Curve25519.freshKey(random));
  }

  /** From the 32 raw bytes, copied. Throws IllegalArgumentException for another length. */
  public static SphinxPrivateKey fromBytes(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("sphinx private key of " + bytes.length + " bytes");
    }
    return new SphinxPrivateKey(bytes.clone());
  }

  /** The 32 secret bytes, clamped, for a key file or a primitive. */
  public byte[] revealBytes() {
    return scalar.toByteArray(InsecureSecretKeyAccess.get());
  }

  /** The public half. */
  public SphinxPublicKey publicKey() {
    return publicKey;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SphinxPrivateKey that && scalar.equalsSecretBytes(that.scalar);
  }

  @Override
  public int hashCode() {
    return publicKey.hashCode();
  }

  @Override
  public String toString() {
    return "SphinxPrivateKey[redacted]";
  }
}
