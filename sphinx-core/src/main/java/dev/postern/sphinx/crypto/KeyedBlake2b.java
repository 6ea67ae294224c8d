package dev.postern.sphinx.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * BLAKE2b (RFC 7693) with a key of 64 bytes and 32 bytes of output, over an array. The one
 * primitive that is ours: LIONESS hashes each payload twice, and the library's made 3 KB of garbage
 * of every 2 KB (docs/adr/0027). Nothing in it branches on, or looks up by, what is secret. Makes
 * no garbage. Not thread-safe.
 */
final class KeyedBlake2b {
  static final int KEY_BYTES = 64;
  static final int HASH_BYTES = 32;

  private static final int BLOCK_BYTES = 128;
  private static final int WORDS = 16; // of a block
  private static final long LAST = -1;
  private static final long NOT_LAST = 0;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  // Length of the output, of the key, and "one leaf, one level": the first word of the parameters.
  private static final long PARAMETERS = HASH_BYTES | KEY_BYTES << 8 | 1 << 16 | 1 << 24;

  private static final long IV0 = 0x6a09e667f3bcc908L;
  private static final long IV1 = 0xbb67ae8584caa73bL;
  private static final long IV2 = 0x3c6ef372fe94f82bL;
  private static final long IV3 = 0xa54ff53a5f1d36f1L;
  private static final long IV4 = 0x510e527fade682d1L;
  private static final long IV5 = 0x9b05688c2b3e6c1fL;
  private static final long IV6 = 0x1f83d9abfb41bd6bL;
  private static final long IV7 = 0x5be0cd19137e2179L;

  // SIGMA of the RFC, a round in a word: the lowest nibble is the number of the word that is added
  // first. So looking one up needs no load and no check of bounds.
  private static final long[] SIGMA = {
    0xfedcba9876543210L,
    0x357b20c16df984aeL,
    0x491763eadf250c8bL,
    0x8f04a562ebcd1397L,
    0xd386cb1efa427509L,
    0x91ef57d438b0a6c2L,
    0xb8293670a4def15cL,
    0xa2684f05931ce7bdL,
    0x5a417d2c803b9ef6L,
    0x0dc3e9bf5167482aL,
    0xfedcba9876543210L,
    0x357b20c16df984aeL
  };

  private final long[] h = new long[8];
  private final long[] m = new long[WORDS];
  private final byte[] block = new byte[BLOCK_BYTES];

  /** Writes the hash to {@code out} from 0; {@code out} may be any of the inputs. */
  void hash(byte[] key, int keyOffset, byte[] data, int offset, int length, byte[] out) {
    start();
    fillBlock(key, keyOffset, KEY_BYTES);
    compress(block, 0, BLOCK_BYTES, length == 0 ? LAST : NOT_LAST);
    int done = 0;
    while (length - done > BLOCK_BYTES) {
      compress(data, offset + done, BLOCK_BYTES + done + BLOCK_BYTES, NOT_LAST);
      done += BLOCK_BYTES;
    }
    if (length > 0) {
      fillBlock(data, offset + done, length - done);
      compress(block, 0, BLOCK_BYTES + length, LAST);
    }
    for (int i = 0; i < HASH_BYTES / Long.BYTES; i++) {
      LONG.set(out, i * Long.BYTES, h[i]);
    }
  }

  private void start() {
    h[0] = IV0 ^ PARAMETERS;
    h[1] = IV1;
    h[2] = IV2;
    h[3] = IV3;
    h[4] = IV4;
    h[5] = IV5;
    h[6] = IV6;
    h[7] = IV7;
  }

  private void fillBlock(byte[] from, int offset, int length) {
    System.arraycopy(from, offset, block, 0, length);
    Arrays.fill(block, length, BLOCK_BYTES, (byte) 0);
  }

  /** F of the RFC: {@code count} bytes so far, this block among them. */
  private void compress(byte[] from, int offset, long count, long last) {
    long[] m = this.m;
    for (int i = 0; i < WORDS; i++) {
      m[i] = (long) LONG.get(from, offset + i * Long.BYTES);
    }
    // In variables, not in an array: so they stay in registers.
    long v0 = h[0];
    long v1 = h[1];
    long v2 = h[2];
    long v3 = h[3];
    long v4 = h[4];
    long v5 = h[5];
    long v6 = h[6];
    long v7 = h[7];
    long v8 = IV0;
    long v9 = IV1;
    long v10 = IV2;
    long v11 = IV3;
    long v12 = IV4 ^ count;
    long v13 = IV5;
    long v14 = IV6 ^ last;
    long v15 = IV7;
    for (long order : SIGMA) {
      // The columns.
      v0 += v4 + m[(int) order & 15];
      v12 = Long.rotateRight(v12 ^ v0, 32);
      v8 += v12;
      v4 = Long.rotateRight(v4 ^ v8, 24);
      v0 += v4 + m[(int) (order >>> 4) & 15];
      v12 = Long.rotateRight(v12 ^ v0, 16);
      v8 += v12;
      v4 = Long.rotateRight(v4 ^ v8, 63);
      v1 += v5 + m[(int) (order >>> 8) & 15];
      v13 = Long.rotateRight(v13 ^ v1, 32);
      v9 += v13;
      v5 = Long.rotateRight(v5 ^ v9, 24);
      v1 += v5 + m[(int) (order >>> 12) & 15];
      v13 = Long.rotateRight(v13 ^ v1, 16);
      v9 += v13;
      v5 = Long.rotateRight(v5 ^ v9, 63);
      v2 += v6 + m[(int) (order >>> 16) & 15];
      v14 = Long.rotateRight(v14 ^ v2, 32);
      v10 += v14;
      v6 = Long.rotateRight(v6 ^ v10, 24);
      v2 += v6 + m[(int) (order >>> 20) & 15];
      v14 = Long.rotateRight(v14 ^ v2, 16);
      v10 += v14;
      v6 = Long.rotateRight(v6 ^ v10, 63);
      v3 += v7 + m[(int) (order >>> 24) & 15];
      v15 = Long.rotateRight(v15 ^ v3, 32);
      v11 += v15;
      v7 = Long.rotateRight(v7 ^ v11, 24);
      v3 += v7 + m[(int) (order >>> 28) & 15];
      v15 = Long.rotateRight(v15 ^ v3, 16);
      v11 += v15;
      v7 = Long.rotateRight(v7 ^ v11, 63);
      // The diagonals.
      v0 += v5 + m[(int) (order >>> 32) & 15];
      v15 = Long.rotateRight(v15 ^ v0, 32);
      v10 += v15;
      v5 = Long.rotateRight(v5 ^ v10, 24);
      v0 += v5 + m[(int) (order >>> 36) & 15];
      v15 = Long.rotateRight(v15 ^ v0, 16);
      v10 += v15;
      v5 = Long.rotateRight(v5 ^ v10, 63);
      v1 += v6 + m[(int) (order >>> 40) & 15];
      v12 = Long.rotateRight(v12 ^ v1, 32);
      v11 += v12;
      v6 = Long.rotateRight(v6 ^ v11, 24);
      v1 += v6 + m[(int) (order >>> 44) & 15];
      v12 = Long.rotateRight(v12 ^ v1, 16);
      v11 += v12;
      v6 = Long.rotateRight(v6 ^ v11, 63);
      v2 += v7 + m[(int) (order >>> 48) & 15];
      v13 = Long.rotateRight(v13 ^ v2, 32);
      v8 += v13;
      v7 = Long.rotateRight(v7 ^ v8, 24);
      v2 += v7 + m[(int) (order >>> 52) & 15];
      v13 = Long.rotateRight(v13 ^ v2, 16);
      v8 += v13;
      v7 = Long.rotateRight(v7 ^ v8, 63);
      v3 += v4 + m[(int) (order >>> 56) & 15];
      v14 = Long.rotateRight(v14 ^ v3, 32);
      v9 += v14;
      v4 = Long.rotateRight(v4 ^ v9, 24);
      v3 += v4 + m[(int) (order >>> 60) & 15];
      v14 = Long.rotateRight(v14 ^ v3, 16);
      v9 += v14;
      v4 = Long.rotateRight(v4 ^ v9, 63);
    }
    h[0] ^= v0 ^ v8;
    h[1] ^= v1 ^ v9;
    h[2] ^= v2 ^ v10;
    h[3] ^= v3 ^ v11;
    h[4] ^= v4 ^ v12;
    h[5] ^= v5 ^ v13;
    h[6] ^= v6 ^ v14;
    h[7] ^= v7 ^ v15;
  }
}
