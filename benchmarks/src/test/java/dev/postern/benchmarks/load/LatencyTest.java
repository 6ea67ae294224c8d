package dev.postern.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LatencyTest {
  private final Latency latency = new Latency();

  @Test
  void millis_ofAThousandTimes_areThePercentiles() {
    for (int millis = 1; millis <= 1000; millis++) {
      latency.add(0, Duration.ofMillis(millis).toNanos());
    }

    Map<String, Double> figures = latency.millis();
    assertThat(latency.count()).isEqualTo(1000);
    assertThat(figures.get("p50")).isCloseTo(500, withinPercentage(0.1));
    assertThat(figures.get("p90")).isCloseTo(900, withinPercentage(0.1));
    assertThat(figures.get("p99")).isCloseTo(990, withinPercentage(0.1));
    assertThat(figures.get("p99.9")).isCloseTo(999, withinPercentage(0.1));
    assertThat(figures.get("max")).isCloseTo(1000, withinPercentage(0.1));
  }

  @Test
  void add_ofMoreThanAnHour_countsAsAnHour() {
    latency.add(0, Duration.ofHours(5).toNanos());

    assertThat(latency.millis().get("max")).isCloseTo(3_600_000, withinPercentage(0.1));
  }

  @Test
  void millis_ofNothing_areZero() {
    assertThat(latency.millis().values()).containsOnly(0.0);
  }
}
