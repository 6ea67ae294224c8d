package dev.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StopBudgetTest {
  private long now = Long.MAX_VALUE - 5; // System.nanoTime may overflow at any moment
  private final StopBudget budget = new StopBudget(Duration.ofSeconds(5), () -> now);

  private void pass(Duration time) {
    now += time.toNanos();
  }

  @Test
  void atMost_partsThatUseAllTheyMay_endWithTheWhole() {
    Duration waited = Duration.ZERO;
    for (int part = 0; part < 10; part++) {
      Duration limit = budget.atMost(Duration.ofSeconds(2));
      pass(limit);
      waited = waited.plus(limit);
    }

    assertThat(waited).isEqualTo(Duration.ofSeconds(5));
    assertThat(budget.atMost(Duration.ofSeconds(1))).isZero();
  }

  @Test
  void atMost_partsThatAreQuick_leaveTheirTimeToTheNext() {
    for (int part = 0; part < 10; part++) {
      assertThat(budget.atMost(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(2));
      pass(Duration.ofMillis(300));
    }

    assertThat(budget.atMost(Duration.ofSeconds(9))).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void atMost_partThatOverran_leavesNothing() {
    assertThat(budget.atMost(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(2));
    pass(Duration.ofSeconds(60));

    assertThat(budget.atMost(Duration.ofSeconds(2))).isZero();
  }

  @Test
  void atMost_beforeTheFirst_noTimeIsLost() {
    pass(Duration.ofHours(1));

    assertThat(budget.atMost(Duration.ofSeconds(9))).isEqualTo(Duration.ofSeconds(5));
  }
}
