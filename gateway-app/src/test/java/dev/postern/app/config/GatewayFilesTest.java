package dev.postern.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayFilesTest {
  private static final Path HOME = Path.of("/home/somebody");

  @Test
  void config_isWhereTheReferenceHasIt() throws ConfigException {
    assertThat(new GatewayFiles(HOME, "alpha").config())
        .hasToString("/home/somebody/.nym/gateways/alpha/config/config.toml");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ".",
        "..",
        "alpha/sub",
        "../x",
        "a\\b",
        "a\nb",
        "/etc",
        "a\u009bb",
        "a\u202eb"
      })
  void id_thatIsNoDirectoryName_isRefused(String id) {
    assertThatThrownBy(() -> new GatewayFiles(HOME, id))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("can't name a directory")
        .message()
        .doesNotContain("\n", "\u009b", "\u202e");
  }

  @Test
  void home_isTheVariableBeforeTheProperty() {
    assertThat(GatewayFiles.home(Map.of("HOME", "/elsewhere"))).isEqualTo(Path.of("/elsewhere"));
    assertThat(GatewayFiles.home(Map.of())).isEqualTo(Path.of(System.getProperty("user.home")));
  }

  @Test
  void path_tilde_isHome() throws ConfigException {
    assertThat(GatewayFiles.path("~/a/b", HOME)).isEqualTo(HOME.resolve("a/b"));
    assertThat(GatewayFiles.path("~", HOME)).isEqualTo(HOME);
    assertThat(GatewayFiles.path("~other/a", HOME)).isEqualTo(Path.of("~other/a"));
  }
}
