package dev.postern.net.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReconnectionScheduleTest {
  private static final long INITIAL = Duration.ofSeconds(10).toNanos();
  private static final long MAXIMUM = Duration.ofMinutes(5).toNanos();

  private final ReconnectionSchedule schedule =
      new ReconnectionSchedule(Duration.ofSeconds(10), Duration.ofMinutes(5), 20);
  private long now = Long.MAX_VALUE - 5; // about to wrap

  @Test
  void mayConnect_newHop_atOnce() {
    assertThat(schedule.mayConnect(now)).isTrue();
  }

  @Test
  void refused_waitsTwiceAsLongEachTimeUpToTheMaximum() {
    for (long expected : new long[] {10, 20, 40, 80, 160, 300, 300, 300}) {
      schedule.refused(now);
      now += Duration.ofSeconds(expected).toNanos() - 1;
      assertThat(schedule.mayConnect(now)).isFalse();
      now += 1;
      assertThat(schedule.mayConnect(now)).isTrue();
    }
  }

  @Test
  void refused_asOftenAsAllowed_isExhausted() {
    for (int attempt = 1; attempt < 20; attempt++) {
      schedule.refused(now);
      assertThat(schedule.isExhausted()).isFalse();
    }
    schedule.refused(now);
    assertThat(schedule.isExhausted()).isTrue();
  }

  @Test
  void refused_beyondAnyShift_waitsForTheMaximum() {
    for (int attempt = 0; attempt < 200; attempt++) {
      schedule.refused(now);
    }
    assertThat(schedule.mayConnect(now + MAXIMUM - 1)).isFalse();
    assertThat(schedule.mayConnect(now + MAXIMUM)).isTrue();
  }

  @Test
  void connected_startsTheBackoffAnew() {
    schedule.refused(now);
    schedule.refused(now);
    schedule.connected(now);
    now += INITIAL;
    schedule.lost(now);
    assertThat(schedule.mayConnect(now)).isTrue();
    schedule.refused(now);
    assertThat(schedule.mayConnect(now + INITIAL)).isTrue();
  }

  @Test
  void lost_oneConnection_mayConnectAtOnce() {
    schedule.connected(now);
    schedule.lost(now);
    assertThat(schedule.mayConnect(now)).isTrue();
  }

  @Test
  void lost_connectionsThatDontLast_waitFromTheSecondOn() {
    schedule.connected(now);
    schedule.lost(now);
    schedule.connected(now);
    schedule.lost(now);
    assertThat(schedule.mayConnect(now + INITIAL - 1)).isFalse();
    assertThat(schedule.mayConnect(now + INITIAL)).isTrue();
  }

  @Test
  void lost_connectionThatLasted_forgivesTheQuickOnes() {
    schedule.connected(now);
    schedule.lost(now);
    schedule.connected(now);
    schedule.lost(now + INITIAL);
    schedule.connected(now + INITIAL);
    schedule.lost(now + INITIAL);
    assertThat(schedule.mayConnect(now + INITIAL)).isTrue();
  }

  @Test
  void mayConnect_noBackoff_alwaysAtOnce() {
    ReconnectionSchedule eager = new ReconnectionSchedule(Duration.ZERO, Duration.ZERO, 3);
    eager.refused(now);
    assertThat(eager.mayConnect(now)).isTrue();
  }

  @Test
  void refused_maximumBelowTheInitial_waitsForTheMaximum() {
    ReconnectionSchedule odd =
        new ReconnectionSchedule(Duration.ofNanos(10), Duration.ofNanos(4), 3);
    odd.refused(now);
    assertThat(odd.mayConnect(now + 3)).isFalse();
    assertThat(odd.mayConnect(now + 4)).isTrue();
  }
}
