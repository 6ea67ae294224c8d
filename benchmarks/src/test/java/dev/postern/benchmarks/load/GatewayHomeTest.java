package dev.postern.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a shell in the place of a gateway. */
class GatewayHomeTest {
  private static final LaunchCommand SHELL =
      new LaunchCommand(List.of("sh", "-c"), Map.of("TOLD", "this"));

  @TempDir private Path under;

  @Test
  void run_givesTheProcessItsOwnHome_andWhatItIsTold() throws Exception {
    try (GatewayHome home = new GatewayHome(SHELL, under)) {
      Process process =
          home.run(
              "printf '%s' \"$HOME\"; printf '%s' \"$TOLD\" > \"$HOME/told\"; echo kept > \"$HOME/file\"");

      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(Path.of(said).getParent()).isEqualTo(under);
      assertThat(process.waitFor()).isZero();
      assertThat(Path.of(said, "file")).exists();
      assertThat(Path.of(said, "told")).hasContent("this");
    }
    assertThatNothingIsLeft();
  }

  @Test
  void close_endsTheProcess() throws Exception {
    Process process;
    try (GatewayHome home = new GatewayHome(SHELL, under)) {
      process = home.run("exec cat /dev/zero");
      assertThat(process.isAlive()).isTrue();
    }

    assertThat(process.isAlive()).isFalse();
    assertThatNothingIsLeft();
  }

  @Test
  void run_afterClose_isRefused() throws Exception {
    GatewayHome home = new GatewayHome(SHELL, under);
    home.close();

    assertThatThrownBy(() -> home.run("true")).isInstanceOf(LoadFailure.class);
  }

  private void assertThatNothingIsLeft() throws Exception {
    try (Stream<Path> left = Files.list(under)) {
      assertThat(left).isEmpty();
    }
  }
}
