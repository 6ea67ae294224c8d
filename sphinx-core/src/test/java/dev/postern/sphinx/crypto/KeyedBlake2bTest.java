package dev.postern.sphinx.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.junit.jupiter.api.Test;

/** Our BLAKE2b against BouncyCastle's, one object for all. */
class KeyedBlake2bTest {
  private static final int BLOCK_BYTES = 128;

  private final Random random = new Random(20_261_129);
  private final KeyedBlake2b blake2b = new KeyedBlake2b();

  @Test
  void everyLengthToFourBlocks_isAsTheLibraryHasIt() {
    for (int length = 0; length <= 4 * BLOCK_BYTES; length++) {
      assertSame(length);
    }
  }

  @Test
  void randomLengths_areAsTheLibraryHasThem() {
    for (int i = 0; i < 500; i++) {
      assertSame(random.nextInt(40_000));
    }
  }

  @Test
  void outputOverTheInput_isWrittenAfterAllIsRead() {
    byte[] key = bytes(KeyedBlake2b.KEY_BYTES);
    byte[] data = bytes(300);
    byte[] expected = library(key, 0, data, 0, 300);
    blake2b.hash(key, 0, data, 0, 300, data);
    assertThat(Arrays.copyOf(data, KeyedBlake2b.HASH_BYTES)).isEqualTo(expected);
  }

  private void assertSame(int length) {
    int keyOffset = random.nextInt(9);
    int offset = random.nextInt(9);
    byte[] key = bytes(keyOffset + KeyedBlake2b.KEY_BYTES + 3);
    byte[] data = bytes(offset + length + 3);
    byte[] untouched = data.clone();
    byte[] hash = new byte[KeyedBlake2b.HASH_BYTES];
    blake2b.hash(key, keyOffset, data, offset, length, hash);
    assertThat(hash)
        .as("%d bytes", length)
        .isEqualTo(library(key, keyOffset, data, offset, length));
    assertThat(data).isEqualTo(untouched);
  }

  private static byte[] library(byte[] key, int keyOffset, byte[] data, int offset, int length) {
    byte[] ownKey = Arrays.copyOfRange(key, keyOffset, keyOffset + KeyedBlake2b.KEY_BYTES);
    Blake2bDigest digest = new Blake2bDigest(ownKey, KeyedBlake2b.HASH_BYTES, null, null);
    digest.update(data, offset, length);
    byte[] hash = new byte[KeyedBlake2b.HASH_BYTES];
    digest.doFinal(hash, 0);
    return hash;
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
