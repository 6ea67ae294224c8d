package dev.postern.app.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.FrameForm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  @ParameterizedTest
  @CsvSource({
    "0.9.0, A",
    "0.11.0, A",
    "1.0.2, A",
    "1.1.0, B",
    "1.1.0-rc.1, B",
    "1.1.47, B",
    "1.14.0, B",
    "2024.14.0, B",
    "2025.11.1, B",
    "2025.12.0, C",
    "2026.1.0, C",
  })
  void frameForm_isWhatNodesOfThatVersionRead(String version, FrameForm form) {
    assertThat(NymVersion.parse(version).orElseThrow().frameForm()).isEqualTo(form);
  }

  @Test
  void compare_preRelease_isBeforeItsRelease() {
    assertThat(NymVersion.parse("0.9.0-rc1").orElseThrow()).isLessThan(NymVersion.OURS);
    assertThat(NymVersion.parse("0.10.0").orElseThrow()).isGreaterThan(NymVersion.OURS);
  }
}
