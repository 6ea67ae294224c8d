package dev.postern.sphinx;

import dev.postern.sphinx.crypto.Primitives;

/**
 * LIONESS, the wide-block cipher of the payload (spec §2; Anderson and Biham 1996): a change of any
 * bit of a block changes all of it on decryption. Works in place. Not thread-safe.
 *
 * <pre>
 *   block    L = first 32 bytes           R = the rest, at least 1 byte
 *   key      K1 32 | K2 64 | K3 32 | K4 64
 *
 *   encrypt  R ^= S(L ^ K1)   L ^= H(K2, R)   R ^= S(L ^ K3)   L ^= H(K4, R)      (decrypt: backwards)
 * </pre>
 *
 * S is ChaCha20's keystream, H keyed BLAKE2b with 32 bytes of output.
 */
final class Lioness {
  static final int KEY_BYTES = 192;

  /** The shortest block. */
  static final int MIN_BLOCK_BYTES = 33;

  private static final int LEFT_BYTES = 32;
  private static final int K1 = 0;
  private static final int K2 = K1 + 32;
  private static final int K3 = K2 + 64;
  private static final int K4 = K3 + 32;

  private final Primitives primitives;
  private final byte[] streamKey = new byte[Primitives.CHACHA20_KEY_BYTES];
  private final byte[] hash = new byte[Primitives.HASH_BYTES];

  Lioness(Primitives primitives) {
    this.primitives = primitives;
  }

  void encrypt(byte[] key, int keyOffset, byte[] block, int offset, int length) {
    streamRight(key, keyOffset + K1, block, offset, length);
    hashLeft(key, keyOffset + K2, block, offset, length);
    streamRight(key, keyOffset + K3, block, offset, length);
    hashLeft(key, keyOffset + K4, block, offset, length);
  }

  void decrypt(byte[] key, int keyOffset, byte[] block, int offset, int length) {
    hashLeft(key, keyOffset + K4, block, offset, length);
    streamRight(key, keyOffset + K3, block, offset, length);
    hashLeft(key, keyOffset + K2, block, offset, length);
    streamRight(key, keyOffset + K1, block, offset, length);
  }

  private void streamRight(byte[] key, int keyOffset, byte[] block, int offset, int length) {
    for (int i = 0; i < LEFT_BYTES; i++) {
      streamKey[i] = (byte) (block[offset + i] ^ key[keyOffset + i]);
    }
    primitives.zeroNonceChaCha20(streamKey, block, offset + LEFT_BYTES, length - LEFT_BYTES);
  }

  private void hashLeft(byte[] key, int keyOffset, byte[] block, int offset, int length) {
    primitives.blake2b(key, keyOffset, block, offset + LEFT_BYTES, length - LEFT_BYTES, hash);
    for (int i = 0; i < LEFT_BYTES; i++) {
      block[offset + i] ^= hash[i];
    }
  }
}
