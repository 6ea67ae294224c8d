package dev.postern.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.app.directory.NymVersion;
import dev.postern.net.FrameForm;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListedFramesTest {
  private static final InetSocketAddress NODE = new InetSocketAddress("10.1.2.3", 1789);

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
  void form_isWhatNodesOfThatVersionRead(String version, FrameForm form) {
    assertThat(frames(version)).containsExactlyEntriesOf(Map.of(NODE, form));
  }

  @Test
  void entriesThatAgree_countAsOne() {
    assertThat(frames("0.9.0", "0.9.2")).containsExactlyEntriesOf(Map.of(NODE, FrameForm.A));
  }

  /** Anybody may list a node at the address of another one. */
  @Test
  void entriesThatDisagree_sayNothing() {
    assertThat(frames("0.9.0", "2026.1.0")).isEmpty();
    assertThat(frames("0.9.0", "1.1.0", "0.9.1")).isEmpty();
  }

  private static Map<InetSocketAddress, FrameForm> frames(String... versions) {
    Set<NymVersion> parsed =
        Stream.of(versions)
            .map(version -> NymVersion.parse(version).orElseThrow())
            .collect(Collectors.toSet());
    return ListedFrames.of(Map.of(NODE, parsed));
  }
}
