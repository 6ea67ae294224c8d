package dev.postern.sphinx.crypto;

/**
 * The primitives of the protocol, each from a library; nothing else names one. Not thread-safe: it
 * keeps cipher objects and scratch space. Lengths that only a bug can get wrong end in
 * AssertionError or IndexOutOfBoundsException.
 *
 * <p>No method keeps or hands out an array of the caller's. Where output is written over input, the
 * method says so.
 */
public interface Primitives {
  /** Length of an X25519 scalar, u-coordinate and shared secret. */
  int X25519_BYTES = 32;

  /** Length of an AES-128 key. */
  int AES_KEY_BYTES = 16;

  /** Length of the initial counter block of {@link #aesCtr}. */
  int AES_IV_BYTES = 16;

  /** Length of a ChaCha20 key. */
  int CHACHA20_KEY_BYTES = 32;

  /** Length of what {@link #hmacSha256}, {@link #hmacBlake3} and the BLAKEs write. */
  int HASH_BYTES = 32;

  /** Length of a key of {@link #sealAesGcmSiv}. */
  int GCM_SIV_KEY_BYTES = 32;

  /** Length of a nonce of {@link #sealAesGcmSiv}. */
  int GCM_SIV_NONCE_BYTES = 12;

  /** How much longer sealed data is. */
  int GCM_SIV_TAG_BYTES = 16;

  /**
   * X25519 (RFC 7748) of a 32-byte scalar, clamped here, and a u-coordinate, written to {@code
   * out}. Returns false, and writes zeros, if the product is zero (a point of low order).
   */
  boolean x25519(byte[] scalar, byte[] u, int uOffset, byte[] out, int outOffset);

  /** {@link #x25519} of a scalar that stands in the midst of other bytes; stays as it is there. */
  boolean multiplyClamped(
      byte[] scalar, int scalarOffset, byte[] u, int uOffset, byte[] out, int outOffset);

  /**
   * The u-coordinate of s·P <b>without clamping</b>, for s any 256-bit little-endian integer, taken
   * mod l, and P a point of the prime-order subgroup (spec §2). {@code out} may be {@code u}.
   * Returns false, and writes nothing of use, if the product is zero or out of reach of a clamping
   * X25519 (about one scalar in 2^126). For a P outside the subgroup the result is some point, not
   * the plain product.
   */
  boolean multiplyUnclamped(
      byte[] scalar, int scalarOffset, byte[] u, int uOffset, byte[] out, int outOffset);

  /**
   * The product of two 256-bit little-endian integers mod l = 2^252 +
   * 27742317777372353535851937790883648493, as 32 bytes. {@code out} may be either factor.
   */
  void multiplyScalars(byte[] a, int aOffset, byte[] b, int bOffset, byte[] out, int outOffset);

  /**
   * XORs AES-128-CTR keystream over {@code data}. The counter is the low 64 bits of the 16-byte IV
   * and wraps there, as Nym's does; it never carries into the high 64.
   */
  void aesCtr(byte[] key, int keyOffset, byte[] iv, byte[] data, int offset, int length);

  /**
   * XORs ChaCha20 keystream over {@code data}: Bernstein's original with nonce 0 and a 64-bit
   * counter from 0, and a 32-byte key of which no second message is ever made.
   */
  void zeroNonceChaCha20(byte[] key, byte[] data, int offset, int length);

  /**
   * AES-256-GCM-SIV (RFC 8452) without associated data: writes {@code length} bytes of ciphertext
   * and the tag of {@value #GCM_SIV_TAG_BYTES}. {@code out} may be {@code data}, and the two
   * stretches may overlap in any way: all is read before anything is written. The same nonce again
   * tells only whether the data is the same again.
   */
  void sealAesGcmSiv(
      byte[] key,
      int keyOffset,
      byte[] nonce,
      int nonceOffset,
      byte[] data,
      int offset,
      int length,
      byte[] out,
      int outOffset);

  /**
   * Opens what {@link #sealAesGcmSiv} made; {@code length} includes the tag, and so many bytes less
   * are written. Returns false, and writes nothing, if it is shorter than a tag or the tag is
   * wrong. {@code out} may be {@code data}, in any overlap.
   */
  boolean openAesGcmSiv(
      byte[] key,
      int keyOffset,
      byte[] nonce,
      int nonceOffset,
      byte[] data,
      int offset,
      int length,
      byte[] out,
      int outOffset);

  /** BLAKE2b (RFC 7693) with a 64-byte key and 32 bytes of output, into {@code out} from 0. */
  void blake2b(byte[] key, int keyOffset, byte[] data, int offset, int length, byte[] out);

  /** HMAC-SHA256 (RFC 2104), 32 bytes into {@code out} from 0. */
  void hmacSha256(
      byte[] key, int keyOffset, int keyBytes, byte[] data, int offset, int length, byte[] out);

  /** HKDF-SHA256 (RFC 5869) with no salt; fills {@code out}, whose length is a multiple of 32. */
  void hkdfSha256(byte[] input, byte[] info, byte[] out);

  /**
   * HKDF-SHA256 with a salt over a stretch of an array; fills {@code out}, whose length is a
   * multiple of 32.
   */
  void hkdfSha256(byte[] salt, byte[] input, int offset, int length, byte[] info, byte[] out);

  /** BLAKE3, 32 bytes into {@code out} from 0. */
  void blake3(byte[] data, int offset, int length, byte[] out);

  /** HMAC-BLAKE3 (HMAC with a block of 64 and an output of 32 bytes) into {@code out} from 0. */
  void hmacBlake3(
      byte[] key, int keyOffset, int keyBytes, byte[] data, int offset, int length, byte[] out);

  /** HKDF over HMAC-BLAKE3 with no salt and empty info, as the registration of Nym 0.9 uses it. */
  byte[] hkdfBlake3(byte[] input, int outputBytes);

  /** HKDF over HMAC-BLAKE3 with a salt and empty info, as later registrations use it. */
  byte[] hkdfBlake3(byte[] salt, byte[] input, int outputBytes);

  /** Makes a 32-byte scalar what {@link #x25519} makes of it: a multiple of 8 in [2^254, 2^255). */
  static void clamp(byte[] scalar) {
    Curve25519.clamp(scalar);
  }

  /** Whether two ranges hold the same bytes; the time taken depends on the length alone. */
  static boolean equalInConstantTime(byte[] a, int aOffset, byte[] b, int bOffset, int length) {
    int difference = 0;
    for (int i = 0; i < length; i++) {
      difference |= a[aOffset + i] ^ b[bOffset + i];
    }
    return difference == 0;
  }
}
