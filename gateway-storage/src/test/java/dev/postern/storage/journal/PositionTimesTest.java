package dev.postern.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.storage.journal.PositionTimes.Mark;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PositionTimesTest {
  private static final long MINUTE = 60_000;
  private static final Duration HALF_A_DAY = Duration.ofHours(12); // 720 minutes
  private static final long LIFETIME = HALF_A_DAY.toMillis();

  private final PositionTimes times = new PositionTimes(HALF_A_DAY, List.of());

  @Test
  void expiredUpTo_isTheHighestPositionThatIsOldForCertain() {
    times.add(10, 0);
    times.add(20, MINUTE);
    times.add(30, 2 * MINUTE);
    assertThat(times.expiredUpTo(LIFETIME - 1)).isZero();
    assertThat(times.expiredUpTo(LIFETIME)).isEqualTo(10);
    assertThat(times.expiredUpTo(LIFETIME + 2 * MINUTE - 1)).isEqualTo(20);
    assertThat(times.expiredUpTo(LIFETIME + 2 * MINUTE)).isEqualTo(30);
    assertThat(times.expiredUpTo(2 * LIFETIME)).isEqualTo(30);
    assertThat(times.marks()).containsExactly(new Mark(30, 2 * MINUTE));
  }

  @Test
  void add_takesAMarkOnlyIfSomethingCame_andOnePerPart() {
    assertThat(times.add(0, 0)).isFalse();
    assertThat(times.add(1, MINUTE)).isTrue();
    assertThat(times.add(2, 2 * MINUTE - 1)).isFalse();
    assertThat(times.add(2, 2 * MINUTE)).isTrue();
    assertThat(times.add(2, 9 * MINUTE)).isFalse();
    assertThat(times.marks()).containsExactly(new Mark(1, MINUTE), new Mark(2, 2 * MINUTE));
  }

  @Test
  void marks_areBounded_andStayTrue() {
    for (long minute = 1; minute <= 3L * PositionTimes.MAX_MARKS; minute++) {
      times.add(minute, minute * MINUTE); // nobody asks what is expired, so nothing is dropped
      assertThat(times.marks()).hasSizeLessThanOrEqualTo(PositionTimes.MAX_MARKS);
    }
    assertThat(times.marks())
        .allSatisfy(
            mark -> {
              assertThat(mark.millis()).isEqualTo(mark.position() * MINUTE);
            });
    assertThat(times.marks()).contains(new Mark(12L * 720, 12L * 720 * MINUTE));
  }

  @Test
  void withoutALifetime_nothingExpires_andWhatIsKnownIsKept() {
    PositionTimes forEver = new PositionTimes(Duration.ZERO, List.of(new Mark(7, 0)));
    assertThat(forEver.add(9, LIFETIME)).isFalse();
    assertThat(forEver.expiredUpTo(Long.MAX_VALUE)).isZero();
    assertThat(forEver.marks()).containsExactly(new Mark(7, 0));
  }

  @Test
  void noMessage_isEverTooOldTooEarly_norMuchTooLate() {
    Random random = new Random(1);
    long[] given = new long[5000]; // when each position was
    long now = 0;
    for (int position = 1; position < given.length; position++) {
      now += random.nextInt(3 * (int) MINUTE);
      given[position] = now;
      if (random.nextInt(3) > 0) {
        times.add(position, now);
        int expired = (int) times.expiredUpTo(now);
        assertThat(given[expired] + LIFETIME).isLessThanOrEqualTo(expired == 0 ? LIFETIME : now);
        assertThat(given[expired + 1] + LIFETIME + 60 * MINUTE).isGreaterThan(now);
      }
    }
    assertThat(times.expiredUpTo(now)).isPositive();
  }
}
