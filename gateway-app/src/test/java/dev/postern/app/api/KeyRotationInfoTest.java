package dev.postern.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** As a client computes with it: see the reference's KeyRotationConfig. */
class KeyRotationInfoTest {
  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
  private static final long HOUR = NOW.getEpochSecond() / 3600;

  private static JsonNode info(long rotationId, Optional<Instant> since, Duration period) {
    return KeyRotationInfo.of(
        new SphinxKeyState(ApiFixture.SPHINX_KEY, rotationId, since), period, NOW);
  }

  /** What the reference has a client expect at a time; it does not look at progress. */
  private static long expectedRotation(JsonNode info, Instant time) {
    Instant start = Instant.parse(info.path("current_epoch_start").asText());
    long passed =
        Duration.between(start, time).toSeconds()
            / info.path("epoch_duration").path("secs").asLong();
    long epoch = info.path("current_absolute_epoch_id").asLong() + passed;
    JsonNode state = info.path("key_rotation_state");
    return (epoch - state.path("initial_epoch_id").asLong())
        / state.path("validity_epochs").asLong();
  }

  @Test
  void neverRotated_isTheFirstOfDays() {
    assertThat(info(0, Optional.empty(), Duration.ZERO))
        .hasToString(
            ("{\"key_rotation_state\":{\"validity_epochs\":24,\"initial_epoch_id\":%d},"
                    + "\"current_absolute_epoch_id\":%d,"
                    + "\"current_epoch_start\":\"2026-03-04T05:00:00Z\","
                    + "\"epoch_duration\":{\"secs\":3600,\"nanos\":0},"
                    + "\"progress\":{\"current_key_rotation_id\":0,"
                    + "\"current_rotation_starting_epoch\":%d,"
                    + "\"current_rotation_ending_epoch\":%d}}")
                .formatted(HOUR, HOUR, HOUR, HOUR + 23));
  }

  @Test
  void rotated_saysWhichAndWhenTheNextIsDue() {
    Instant since = NOW.minus(Duration.ofHours(30));
    JsonNode info = info(5, Optional.of(since), Duration.ofHours(40));

    assertThat(expectedRotation(info, NOW)).isEqualTo(5);
    assertThat(expectedRotation(info, since.plus(Duration.ofHours(39)))).isEqualTo(5);
    assertThat(expectedRotation(info, since.plus(Duration.ofHours(41)))).isEqualTo(6);
    assertThat(info.path("progress").path("current_key_rotation_id").asLong()).isEqualTo(5);
    assertThat(info.path("progress").path("current_rotation_starting_epoch").asLong())
        .isEqualTo(HOUR - 30);
    assertThat(info.path("progress").path("current_rotation_ending_epoch").asLong())
        .isEqualTo(HOUR + 9);
  }

  @Test
  void keyThatIsOlderThanItShould_isStillTheSame() {
    JsonNode info = info(5, Optional.of(NOW.minus(Duration.ofDays(90))), Duration.ofHours(40));

    assertThat(expectedRotation(info, NOW)).isEqualTo(5);
  }

  /** Clocks go back; and more rotations than there were hours since 1970 fit nowhere. */
  @Test
  void whateverTheNumbers_nothingIsNegative() {
    for (long id : new long[] {0, 1, 4_294_967_294L}) {
      for (Duration period :
          new Duration[] {Duration.ZERO, Duration.ofMillis(800), Duration.ofDays(36_500)}) {
        JsonNode info = info(id, Optional.of(NOW.plusSeconds(9999)), period);

        assertThat(info.path("key_rotation_state").path("initial_epoch_id").asLong())
            .isBetween(0L, HOUR);
        assertThat(expectedRotation(info, NOW))
            .isEqualTo(info.path("progress").path("current_key_rotation_id").asLong())
            .isNotNegative();
      }
    }
  }
}
