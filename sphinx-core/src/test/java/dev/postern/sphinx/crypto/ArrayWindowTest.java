package dev.postern.sphinx.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether data stands in an array of its own or within a large one changes nothing. */
class ArrayWindowTest {
  private static final int LARGE = 1 << 20;

  @ParameterizedTest
  @ValueSource(
      ints = {1, 16, 360, 512, 513, 2033, 4096, 4097, 32753, 36 * 1024, 36 * 1024 + 1, 99999})
  void stretchOfALargeArray_isTransformedAsIfAlone_andNothingAroundIt(int length) {
    CryptoEngine engine = CryptoEngine.best();
    Primitives primitives = engine.newPrimitives();
    byte[] key = new byte[Primitives.CHACHA20_KEY_BYTES];
    byte[] iv = new byte[Primitives.AES_IV_BYTES];
    byte[] alone = new byte[length];
    new Random(length).nextBytes(key);
    new Random(length + 1).nextBytes(alone);
    byte[] large = new byte[LARGE];
    Arrays.fill(large, (byte) 7);
    int offset = LARGE - length - 3;
    System.arraycopy(alone, 0, large, offset, length);

    primitives.aesCtr(key, 0, iv, alone, 0, length);
    primitives.aesCtr(key, 0, iv, large, offset, length);
    primitives.zeroNonceChaCha20(key, alone, 0, length);
    primitives.zeroNonceChaCha20(key, large, offset, length);

    assertThat(Arrays.copyOfRange(large, offset, offset + length)).isEqualTo(alone);
    Arrays.fill(large, offset, offset + length, (byte) 7);
    byte[] untouched = new byte[LARGE];
    Arrays.fill(untouched, (byte) 7);
    assertThat(large).isEqualTo(untouched);
  }
}
