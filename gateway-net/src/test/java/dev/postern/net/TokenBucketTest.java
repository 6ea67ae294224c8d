package dev.postern.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.TokenBucket.Rate;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  // Near the end of its range: System.nanoTime may be anywhere.
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - SECOND);
  private final TokenBucket bucket = new TokenBucket(Rate.perSecond(2, 3), now::get);

  @Test
  void take_burst_thenAtThePace() {
    assertThat(takenAtOnce()).isEqualTo(3);
    now.addAndGet(SECOND / 2 - 1);
    assertThat(takenAtOnce()).isZero();
    now.addAndGet(1);
    assertThat(takenAtOnce()).isOne();
    now.addAndGet(SECOND);
    assertThat(takenAtOnce()).isEqualTo(2);
  }

  @Test
  void take_afterALongTime_isNoMoreThanTheBurst() {
    now.addAndGet(Duration.ofDays(1000).toNanos());
    assertThat(takenAtOnce()).isEqualTo(3);
  }

  @Test
  void overdraw_tellsWhenNothingIsOwed() {
    for (int i = 0; i < 3; i++) {
      assertThat(bucket.overdraw()).isZero();
    }
    assertThat(bucket.overdraw()).isEqualTo(SECOND / 2);
    assertThat(bucket.overdraw()).isEqualTo(SECOND);
    now.addAndGet(SECOND);
    assertThat(takenAtOnce()).isZero();
    now.addAndGet(SECOND / 2);
    assertThat(takenAtOnce()).isOne();
  }

  @Test
  void buckets_ofMoreThanMayBe_forgetWhoeverCameLongestAgo() {
    TokenBuckets<String> buckets = new TokenBuckets<>(Rate.perSecond(1, 1), 2, now::get);
    assertThat(buckets.of("a").take()).isTrue();
    assertThat(buckets.of("b").take()).isTrue();
    assertThat(buckets.of("a").take()).isFalse();
    assertThat(buckets.of("c").take()).isTrue();
    assertThat(buckets.size()).isEqualTo(2);
    assertThat(buckets.of("a").take()).as("came after b").isFalse();
    assertThat(buckets.of("b").take()).isTrue();
  }

  private int takenAtOnce() {
    int taken = 0;
    while (bucket.take()) {
      taken++;
    }
    return taken;
  }
}
