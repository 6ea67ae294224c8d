package dev.postern.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PlausibleClockTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration YEAR = Duration.ofDays(365);

  private final HandClock machine = new HandClock();
  private final Instant start = machine.instant();
  private final PlausibleClock clock = new PlausibleClock(machine);

  @Test
  void instant_followsStepsOfUpToAnHour() {
    assertShows(Duration.ZERO);
    machine.turn(MINUTE);
    assertShows(MINUTE);
    machine.turn(HOUR);
    assertShows(HOUR.plus(MINUTE));
    assertThat(clock.takeLeap()).isZero();
  }

  @Test
  void instant_afterALeapForward_countsNothingOfIt_andGoesOn() {
    machine.turn(YEAR);
    assertShows(Duration.ZERO);
    machine.turn(MINUTE);
    assertShows(MINUTE);
    assertThat(clock.takeLeap()).isEqualTo(YEAR);
    assertThat(clock.takeLeap()).isZero();
  }

  @Test
  void instant_afterALeapBack_countsNothingOfIt_andGoesOn() {
    machine.turn(DAY.negated());
    assertShows(Duration.ZERO);
    machine.turn(MINUTE);
    assertShows(MINUTE);
    assertThat(clock.takeLeap()).isEqualTo(DAY.negated());
  }

  @Test
  void instant_afterAStepBack_standsStillUntilTheMachineHasCaughtUp() {
    machine.turn(MINUTE.multipliedBy(-5));
    assertShows(Duration.ZERO);
    machine.turn(MINUTE.multipliedBy(4));
    assertShows(Duration.ZERO);
    machine.turn(MINUTE.multipliedBy(3));
    assertShows(MINUTE.multipliedBy(2));
    assertThat(clock.takeLeap()).isZero();
  }

  /** Two programs that set the clock against each other must not make time fly. */
  @Test
  void instant_whileTheMachineGoesToAndFro_countsNothingTwice() {
    for (Duration far : new Duration[] {MINUTE.multipliedBy(50), DAY}) {
      for (int i = 0; i < 100; i++) {
        machine.turn(far);
        assertThat(clock.instant()).isBeforeOrEqualTo(start.plus(HOUR));
        machine.turn(far.negated());
        assertThat(clock.instant()).isBeforeOrEqualTo(start.plus(HOUR));
      }
    }
  }

  @Test
  void start_afterAStopOfUpToADay_countsItInFull() {
    machine.turn(MINUTE);
    PlausibleClock.Reading last = clock.reading();
    machine.turn(DAY);
    assertThat(new PlausibleClock(machine, last).instant()).isEqualTo(start.plus(DAY).plus(MINUTE));
  }

  @Test
  void start_afterALongerStop_countsNothingOfIt() {
    PlausibleClock.Reading last = clock.reading();
    machine.turn(DAY.plusMillis(1));
    PlausibleClock next = new PlausibleClock(machine, last);
    assertThat(next.instant()).isEqualTo(start);
    assertThat(next.takeLeap()).isEqualTo(DAY.plusMillis(1));
    machine.turn(MINUTE);
    assertThat(next.instant()).isEqualTo(start.plus(MINUTE));
  }

  @Test
  void start_withTheMachineSetBack_doesNotGoBack() {
    PlausibleClock.Reading last = clock.reading();
    machine.turn(YEAR.negated());
    PlausibleClock next = new PlausibleClock(machine, last);
    assertThat(next.instant()).isEqualTo(start);
    machine.turn(MINUTE);
    assertThat(next.instant()).isEqualTo(start.plus(MINUTE));
  }

  private void assertShows(Duration sinceStart) {
    assertThat(clock.instant()).isEqualTo(start.plus(sinceStart));
  }
}
