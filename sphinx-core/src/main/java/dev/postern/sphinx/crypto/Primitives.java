package dev.postern.sphinx.crypto;

/**
 * The primitives of the protocol, each from a library; nothing else names one. Not thread-safe: it
 * keeps cipher objects and scratch space. Lengths that only a bug can get wrong end in
 * AssertionError.
 */
public interface Primitives {
  /**
   * X25519 (RFC 7748) of a 32-byte scalar, clamped here, and a u-coordinate, written to {@code
   * out}. Returns false, and writes zeros, if the product is zero (a point of low order).
   */
  boolean x25519(byte[] scalar, byte[] u, int uOffset, byte[] out, int outOffset);

  /**
   * XORs AES-128-CTR keystream over {@code data}. The counter is the low 64 bits of the IV and
   * wraps there, as Nym's does; it never carries into the high 64.
   */
  void aesCtr(byte[] key, int keyOffset, byte[] iv, byte[] data, int offset, int length);

  /** HMAC-BLAKE3 (HMAC with a block of 64 and an output of 32 bytes) into {@code out}. */
  void hmacBlake3(
      byte[] key, int keyOffset, int keyBytes, byte[] data, int offset, int length, byte[] out);

  /** HKDF over HMAC-BLAKE3 with no salt and empty info, as the registration handshake uses it. */
  byte[] hkdfBlake3(byte[] input, int outputBytes);
}
