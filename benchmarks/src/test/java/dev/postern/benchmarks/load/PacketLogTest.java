package dev.postern.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.api.Test;

class PacketLogTest {
  private final PacketLog log = new PacketLog(4, new Progress());

  private void send(int packets) {
    for (int i = 0; i < packets; i++) {
      log.sending(i, System.nanoTime(), System.nanoTime());
    }
  }

  @Test
  void acked_twice_countsOnceAndAgain() {
    send(4);
    log.acked(2);
    log.acked(2);

    assertThat(log.acks().count()).isEqualTo(1);
    assertThat(log.acks().again()).isEqualTo(1);
  }

  @Test
  void acked_ofWhatWasNeverSent_isStrange() {
    send(2);
    log.acked(KeyIndex.NONE);
    log.acked(3);
    log.delivered(KeyIndex.NONE);

    assertThat(log.strangeAcks()).isEqualTo(2);
    assertThat(log.strangeMessages()).isEqualTo(1);
    assertThat(log.acks().count()).isZero();
  }

  @Test
  void ackedAndNotDelivered_isNeitherTheOneNorTheOtherAlone() {
    send(4);
    log.acked(0);
    log.acked(1);
    log.delivered(1);
    log.delivered(2);

    assertThat(log.ackedAndNotDelivered()).isEqualTo(1);
  }

  @Test
  void measureFrom_leavesTheWarmUpOut() {
    log.sending(0, 1_000, 1_000);
    log.measureFrom(1, 2_000);
    log.sending(1, 2_000, 2_500);
    log.acked(0);
    log.acked(1);

    assertThat(log.measured()).isEqualTo(1);
    assertThat(log.acks().count()).isEqualTo(2);
    assertThat(log.acks().latency().count()).isEqualTo(1);
    assertThat(log.lateness().count()).isEqualTo(1);
    assertThat(log.lateness().millis().get("max")).isCloseTo(0.0005, offset(1e-6));
  }
}
