package dev.postern.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogLimiterTest {
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1); // about to wrap
  private final LogLimiter limiter = new LogLimiter(Duration.ofNanos(10), clock::get);
  private final List<Long> lines = new ArrayList<>();

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
