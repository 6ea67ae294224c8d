package dev.postern.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
  @ParameterizedTest
  @CsvSource({
    "10s, 10000",
    "10 s, 10000",
    "1s 500ms, 1500",
    "1s500ms, 1500",
    "2m, 120000",
    "1h 5min, 3900000",
    "1day, 86400000",
    "2weeks, 1209600000",
    "1M, 2630016000",
    "1year, 31557600000",
    "0s, 0"
  })
  void parse_numbersWithUnits_areAdded(String text, long millis) {
    assertThat(DurationText.parse(text)).contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "10",
        "s",
        "1.5s",
        "-1s",
        "10x",
        "10s 5",
        "1s,",
        "١s",
        "999999999999999999y 999999999999999999y"
      })
  void parse_anythingElse_isEmpty(String text) {
    assertThat(DurationText.parse(text)).isEmpty();
  }

  @Test
  void ofMillis_negative_isUnsigned() {
    assertThat(DurationText.ofMillis(-1))
        .isEqualTo(Duration.ofSeconds(18_446_744_073_709_551L, 615_000_000));
  }
}
