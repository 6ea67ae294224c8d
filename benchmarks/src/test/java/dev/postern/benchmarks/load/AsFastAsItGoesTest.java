package dev.postern.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AsFastAsItGoesTest {
  private final Progress progress = new Progress();
  private final AtomicLong answered = new AtomicLong();

  private AsFastAsItGoes pace(Duration length, Duration patience) {
    AsFastAsItGoes pace = new AsFastAsItGoes(20, progress, answered::get, length, patience);
    pace.start(System.nanoTime());
    return pace;
  }

  @Test
  void awaitDue_fillsTheWindowAndNoMore() throws InterruptedException {
    AsFastAsItGoes pace = pace(Duration.ofHours(1), Duration.ofHours(1));

    assertThat(pace.awaitDue(0)).isEqualTo(16);
    assertThat(pace.awaitDue(16)).isEqualTo(4);
  }

  @Test
  void awaitDue_withAFullWindow_waitsForAnswers() throws Exception {
    AsFastAsItGoes pace = pace(Duration.ofHours(1), Duration.ofHours(1));
    ExecutorService sender = Executors.newSingleThreadExecutor();
    try {
      Future<Integer> due = sender.submit(() -> pace.awaitDue(20));
      for (int i = 0; i < 5; i++) {
        assertThat(due).isNotDone();
        answered.incrementAndGet();
        progress.changed();
      }
      assertThat(due.get(1, TimeUnit.MINUTES)).isEqualTo(5); // a quarter of the window
    } finally {
      sender.shutdownNow();
    }
  }

  @Test
  void awaitDue_withoutAnswers_isOver() throws InterruptedException {
    assertThat(pace(Duration.ofHours(1), Duration.ofMillis(1)).awaitDue(20)).isEqualTo(Pace.OVER);
  }

  @Test
  void awaitDue_afterItsTime_isOver() throws InterruptedException {
    assertThat(pace(Duration.ZERO, Duration.ofHours(1)).awaitDue(0)).isEqualTo(Pace.OVER);
  }
}
