package dev.postern.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyIndexTest {
  @Test
  void find_ofEveryKey_isItsIndex() {
    long[] keys = new Random(1).longs(10_000).toArray();
    KeyIndex index = new KeyIndex(keys);

    for (int i = 0; i < keys.length; i++) {
      assertThat(index.find(keys[i])).isEqualTo(i);
    }
  }

  @Test
  void find_ofAKeyThatIsNotThere_isNone() {
    KeyIndex index = new KeyIndex(new Random(1).longs(10_000).toArray());

    new Random(2)
        .longs(10_000)
        .forEach(key -> assertThat(index.find(key)).isEqualTo(KeyIndex.NONE));
    assertThat(new KeyIndex(new long[0]).find(0)).isEqualTo(KeyIndex.NONE);
  }

  @Test
  void find_ofZero_isAKeyLikeOthers() {
    assertThat(new KeyIndex(new long[] {7, 0}).find(0)).isEqualTo(1);
  }

  @Test
  void twoPacketsWithOneKey_areADefect() {
    assertThatThrownBy(() -> new KeyIndex(new long[] {1, 2, 1})).isInstanceOf(AssertionError.class);
  }
}
