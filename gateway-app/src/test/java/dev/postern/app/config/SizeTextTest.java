package dev.postern.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomlj.Toml;

class SizeTextTest {
  @ParameterizedTest
  @CsvSource({
    "0 B, 0",
    "17 B, 17",
    "1 KiB, 1024",
    "1KiB, 1024",
    "' 512  MiB ', 536870912",
    "4 GiB, 4294967296",
    "2 TiB, 2199023255552",
    "9223372036854775807 B, 9223372036854775807",
    "8388607 TiB, 9223370937343148032"
  })
  void read_numberWithUnit_isBytes(String text, long bytes) {
    assertThat(SizeText.read(text)).contains(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "KiB",
        "1.5 GiB",
        "-1 B",
        "1 MB",
        "1 kib",
        "1 K",
        "1 GiB 1 B",
        "١ B",
        "8388608 TiB",
        "9223372036854775808 B",
        "99999999999999999999 B"
      })
  void read_anyOtherText_isEmpty(String text) {
    assertThat(SizeText.read(text)).isEmpty();
  }

  @Test
  void read_number_isBytes() {
    assertThat(SizeText.read(17L)).contains(17L);
    assertThat(SizeText.read(-1L)).isEmpty();
    assertThat(SizeText.read(1.5)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "1025, 1025",
    "1024, '1 KiB'",
    "1536, 1536",
    "4294967296, '4 GiB'",
    "1125899906842624, '1024 TiB'",
    "9223372036854775807, 9223372036854775807"
  })
  void toml_readBack_isTheSame(long bytes, String written) {
    assertThat(SizeText.toml(bytes).replace("'", "")).isEqualTo(written);
    assertThat(SizeText.read(Toml.parse("a = " + SizeText.toml(bytes)).get("a"))).contains(bytes);
  }
}
