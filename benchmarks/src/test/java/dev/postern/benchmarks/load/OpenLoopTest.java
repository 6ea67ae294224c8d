package dev.postern.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When packets are due; by a clock that stands where the test puts it. */
class OpenLoopTest {
  private static final long START = Long.MAX_VALUE - 500_000_000L; // nanoTime may overflow

  private long now = START;

  private OpenLoop pace(long perSecond, Duration length) {
    OpenLoop pace = new OpenLoop(perSecond, length, () -> now);
    pace.start(START);
    return pace;
  }

  @Test
  void dueNanos_ofARateThatDividesNoSecond_doesNotDrift() {
    OpenLoop pace = pace(3, Duration.ofHours(1));

    assertThat(pace.dueNanos(0) - START).isEqualTo(0);
    assertThat(pace.dueNanos(1) - START).isEqualTo(333_333_333L);
    assertThat(pace.dueNanos(2) - START).isEqualTo(666_666_666L);
    assertThat(pace.dueNanos(3) - START).isEqualTo(1_000_000_000L);
    assertThat(pace.dueNanos(3 * 3600) - START).isEqualTo(Duration.ofHours(1).toNanos());
  }

  @Test
  void awaitDue_onTime_isOnePacket() {
    assertThat(pace(1000, Duration.ofSeconds(10)).awaitDue(0)).isEqualTo(1);
  }

  @Test
  void awaitDue_afterAStall_keepsTheIntendedTimes() {
    OpenLoop pace = pace(1000, Duration.ofSeconds(10));
    now = START + Duration.ofMillis(5).toNanos();

    assertThat(pace.awaitDue(0)).isEqualTo(6); // at 0, 1, 2, 3, 4 and 5 ms
    assertThat(now - pace.dueNanos(0)).isEqualTo(5_000_000L);
    assertThat(now - pace.dueNanos(5)).isEqualTo(0);
  }

  @Test
  void awaitDue_afterALongStall_isABoundedRun() {
    OpenLoop pace = pace(1000, Duration.ofSeconds(10));
    now = START + Duration.ofSeconds(1).toNanos();

    assertThat(pace.awaitDue(0)).isEqualTo(16);
    assertThat(pace.awaitDue(16)).isEqualTo(16);
  }

  @Test
  void awaitDue_atTheEnd_isOver() {
    OpenLoop pace = pace(1000, Duration.ofMillis(10));
    now = START + Duration.ofSeconds(1).toNanos();

    assertThat(pace.awaitDue(8)).isEqualTo(2); // 8 and 9 ms; 10 ms isn't in it
    assertThat(pace.awaitDue(10)).isEqualTo(Pace.OVER);
  }
}
