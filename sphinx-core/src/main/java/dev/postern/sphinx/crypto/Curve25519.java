package dev.postern.sphinx.crypto;

import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * What keys need of the curve whatever the engine: Ed25519 (RFC 8032) and X25519 public keys, by
 * BouncyCastle. Stateless. Not on the packet path; {@link Signatures} are the engine's.
 */
final class Curve25519 {
  static final int KEY_BYTES = 32;
  static final int SIGNATURE_BYTES = Ed25519.SIGNATURE_SIZE;

  private Curve25519() {}

  static byte[] freshKey(SecureRandom random) {
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    return key;
  }

  /** Makes 32 bytes a multiple of 8 in [2^254, 2^255), as X25519 itself does on use. */
  static void clamp(byte[] scalar) {
    X25519.clampPrivateKey(scalar);
  }

  /** Scalar times base point; clamps. */
  static byte[] x25519PublicKey(byte[] scalar) {
    byte[] u = new byte[KEY_BYTES];
    X25519.scalarMultBase(scalar, 0, u, 0);
    return u;
  }

  static byte[] ed25519PublicKey(byte[] seed) {
    byte[] publicKey = new byte[KEY_BYTES];
    Ed25519.generatePublicKey(seed, 0, publicKey, 0);
    return publicKey;
  }

  /** Whether 32 bytes are the canonical encoding of a curve point of high order. */
  static boolean isIdentityPoint(byte[] publicKey) {
    return Ed25519.validatePublicKeyPartial(publicKey, 0);
  }
}
