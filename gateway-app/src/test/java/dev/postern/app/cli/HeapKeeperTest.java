package dev.postern.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapKeeperTest {
  private static final long LEAST = HeapKeeper.LEAST_BYTES;

  private final Generation old = new Generation();
  private final HeapKeeper keeper = new HeapKeeper(old);

  private static final class Generation implements HeapKeeper.OldGeneration {
    private long used;
    private long living;
    private int collections;

    @Override
    public long usedBytes() {
      return used;
    }

    @Override
    public void collect() {
      collections++;
      used = living;
    }
  }

  @Test
  void little_isLeftAlone() {
    assertThat(collectionsAt(LEAST)).isZero();
  }

  @Test
  void garbage_isCollectedWhenItIsAsMuchAsWhatLives() {
    old.living = LEAST;
    assertThat(collectionsAt(LEAST + 1)).isOne();
    assertThat(collectionsAt(2 * LEAST)).isOne();
    assertThat(collectionsAt(2 * LEAST + 1)).isEqualTo(2);
  }

  @Test
  void heapThatLives_isCollectedOnceForEachTimeItDoubles() {
    for (long size = 0; size <= 64 * LEAST; size += LEAST / 8) {
      old.living = size;
      collectionsAt(size);
    }
    assertThat(old.collections).isBetween(5, 7);
  }

  @Test
  void whatTheJvmCollectedItself_counts() {
    old.living = 8 * LEAST;
    collectionsAt(9 * LEAST);
    old.living = LEAST;
    assertThat(collectionsAt(LEAST)).isOne();
    assertThat(collectionsAt(2 * LEAST + 1)).isEqualTo(2);
  }

  private int collectionsAt(long used) {
    old.used = used;
    keeper.look();
    return old.collections;
  }
}
