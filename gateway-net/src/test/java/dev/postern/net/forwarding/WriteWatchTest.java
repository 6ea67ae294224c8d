package dev.postern.net.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WriteWatchTest {
  private static final long LIMIT = Duration.ofSeconds(30).toNanos();

  private long now = Long.MAX_VALUE - 5; // about to wrap
  private final WriteWatch watch = new WriteWatch(Duration.ofSeconds(30), now);

  @Test
  void stalled_nothingMovesForTheWholeTime_is() {
    assertThat(watch.isStalled(false, 7, now)).isFalse();
    now += LIMIT - 1;
    assertThat(watch.isStalled(false, 7, now)).isFalse();
    now += 1;
    assertThat(watch.isStalled(false, 7, now)).isTrue();
  }

  @Test
  void stalled_slowButMoving_isNot() {
    for (int progress = 1; progress < 10; progress++) {
      now += LIMIT;
      assertThat(watch.isStalled(false, progress, now)).isFalse();
    }
    for (int frame = 0; frame < 10; frame++) {
      now += LIMIT;
      watch.written();
      assertThat(watch.isStalled(false, 9, now)).isFalse();
    }
  }

  @Test
  void stalled_nothingWaits_isNot() {
    now += 10 * LIMIT;
    assertThat(watch.isStalled(true, 0, now)).isFalse();
    now += 1;
    assertThat(watch.isStalled(false, 0, now)).as("it began to wait just now").isFalse();
  }
}
