package dev.postern.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.NOPLogger;

class LogLimiterTest {
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1); // about to wrap
  private final LogLimiter limiter = limiter(new LogBudget(100, Duration.ofNanos(1), clock::get));
  private final List<Long> lines = new ArrayList<>();

  private LogLimiter limiter(LogBudget budget) {
    return new LogLimiter(Duration.ofNanos(10), clock::get, budget, budget);
  }

  /** Whatever a peer does, and in how many ways. */
  @Test
  void log_manyKinds_togetherKeepToTheBudgetInAnySpan() {
    LogBudget budget = new LogBudget(3, Duration.ofNanos(60), clock::get);
    List<LogLimiter> kinds = new ArrayList<>();
    for (int kind = 0; kind < 8; kind++) {
      kinds.add(limiter(budget));
    }
    List<Long> times = new ArrayList<>();
    for (int step = 0; step < 1_000; step++) {
      kinds.forEach(kind -> kind.log(more -> times.add(clock.get())));
      clock.incrementAndGet();
    }
    assertThat(times).hasSizeBetween(45, 51);
    for (int i = 3; i < times.size(); i++) {
      assertThat(times.get(i) - times.get(i - 3)).isGreaterThanOrEqualTo(60);
    }
  }

  @Test
  void debug_whereNothingIsWrittenAtThatLevel_takesNothingFromOthers() {
    LogLimiter kind = limiter(new LogBudget(1, Duration.ofDays(1), clock::get));
    kind.debug(NOPLogger.NOP_LOGGER, lines::add);
    kind.log(lines::add);
    assertThat(lines).containsExactly(0L);
  }

  @Test
  void log_firstLine_isWritten() {
    limiter.log(lines::add);
    assertThat(lines).containsExactly(0L);
  }

  @Test
  void log_withinTheInterval_isCountedForTheNextLine() {
    limiter.log(lines::add);
    clock.addAndGet(9);
    limiter.log(lines::add);
    limiter.log(lines::add);
    clock.addAndGet(1);
    limiter.log(lines::add);
    assertThat(lines).containsExactly(0L, 2L);
  }

  @Test
  void log_afterALine_countsAnew() {
    limiter.log(lines::add);
    limiter.log(lines::add);
    clock.addAndGet(10);
    limiter.log(lines::add);
    clock.addAndGet(10);
    limiter.log(lines::add);
    assertThat(lines).containsExactly(0L, 1L, 0L);
  }
}
