package dev.postern.app.directory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NymVersionTest {
  @ParameterizedTest
  @ValueSource(strings = {"0.9.0", "0.9.17", "0.9.0-rc1", "0.9.0+build", "0.9.1-a.b+c.d"})
  void worksWith_sameMajorAndMinor_isTrue(String text) {
    assertThat(NymVersion.parse(text))
        .hasValueSatisfying(version -> assertThat(NymVersion.OURS.worksWith(version)).isTrue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.10.0", "0.8.1", "1.9.0"})
  void worksWith_others_isFalse(String text) {
    assertThat(NymVersion.parse(text))
        .hasValueSatisfying(version -> assertThat(NymVersion.OURS.worksWith(version)).isFalse());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0.9", "v0.9.0", "0.9.0.1", "0.09.0", "0.9.0-", "0.9.x", "MISSING VALUE"})
  void parse_anythingButAFullVersion_isEmpty(String text) {
    assertThat(NymVersion.parse(text)).isEmpty();
  }

  @Test
  void compare_preRelease_isBeforeItsRelease() {
    assertThat(NymVersion.parse("0.9.0-rc1").orElseThrow()).isLessThan(NymVersion.OURS);
    assertThat(NymVersion.parse("0.10.0").orElseThrow()).isGreaterThan(NymVersion.OURS);
  }
}
