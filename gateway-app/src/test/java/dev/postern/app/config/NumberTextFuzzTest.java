package dev.postern.app.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.FuzzInput;
import dev.postern.testing.FuzzTarget;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.tomlj.Toml;

/**
 * A number of eight bytes, then text: what is read as a duration or a size is not negative, and is
 * written as a TOML value that reads back the same (durations to the millisecond).
 */
class NumberTextFuzzTest extends FuzzTarget {
  @Override
  protected void check(byte[] input) {
    FuzzInput fuzz = new FuzzInput(input);
    long number = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      number = number << 8 | fuzz.number();
    }
    String text = new String(fuzz.rest(), UTF_8);
    for (Object value : new Object[] {number, text, number + text, number + " ms " + text}) {
      DurationText.read(value).ifPresent(NumberTextFuzzTest::checkDuration);
      checkMillis(value);
      SizeText.read(value).ifPresent(NumberTextFuzzTest::checkSize);
    }
    assertThat(DurationText.read(number)).isPresent();
    assertThat(SizeText.read(number).isPresent()).isEqualTo(number >= 0);
  }

  private static void checkDuration(Duration duration) {
    assertThat(duration.isNegative()).isFalse();
    // What is longer than 2^64 ms is written as what is left of it, which is long enough for ever.
    if (duration.toSeconds() < Long.MAX_VALUE / 1000) {
      assertThat(DurationText.read(readBack(DurationText.toml(duration))))
          .contains(duration.truncatedTo(ChronoUnit.MILLIS));
    }
  }

  private static void checkMillis(Object value) {
    Optional<Duration> whole = DurationText.readMillis(value);
    Optional<Duration> any = DurationText.read(value);
    assertThat(whole).isEqualTo(any.filter(NumberTextFuzzTest::isWhole));
  }

  private static boolean isWhole(Duration duration) {
    return duration.equals(duration.truncatedTo(ChronoUnit.MILLIS));
  }

  private static void checkSize(long bytes) {
    assertThat(bytes).isNotNegative();
    assertThat(SizeText.read(readBack(SizeText.toml(bytes)))).contains(bytes);
  }

  /** As a configuration file is read. */
  private static Object readBack(String toml) {
    return Toml.parse("x = " + toml).get("x");
  }

  @Override
  protected List<byte[]> seeds() {
    return List.of(
        seed("1h 5min"),
        seed("10 s"),
        seed("18446744073709551615ms"),
        seed("584942417years 1ns"),
        seed("4 GiB"),
        seed("9223372036854775807 B"),
        seed("8388607TiB"),
        seed("1M 2m 3d 4w 5y 6hrs 7usec 8nsec"));
  }

  private static byte[] seed(String text) {
    return FuzzInput.of(FuzzInput.numbers(0, 0, 0, 0, 0, 1, 2, 3), text.getBytes(UTF_8));
  }

  @Override
  protected int maxBytes() {
    return 100;
  }

  @Override
  protected int mutantsDivisor() {
    return 2;
  }
}
