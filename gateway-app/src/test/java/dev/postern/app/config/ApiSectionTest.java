package dev.postern.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code [api]} and {@code [topology]}. */
class ApiSectionTest {
  private static final Path HOME = Path.of("/home/somebody");
  private static final String REST =
      """
      [gateway]
      id = 'alpha'
      location = ''
      private_identity_key_file = '/k/1'
      public_identity_key_file = '/k/2'
      private_sphinx_key_file = '/k/3'
      public_sphinx_key_file = '/k/4'
      nym_root_directory = '/r'
      [mixnet_endpoint]
      listening_address = '127.0.0.1:1789'
      announce_address = '127.0.0.1:1789'
      [clients_endpoint]
      listening_address = '127.0.0.1:9000'
      announce_address = 'ws://127.0.0.1:9000'
      inboxes_directory = '/i'
      ledger_path = '/l'
      """;

  private static GatewayConfig parse(String more) throws ConfigException {
    return ConfigReader.parse(REST + more, "config.toml", HOME);
  }

  @Test
  void sections_thatAreThere_areRead() throws ConfigException {
    GatewayConfig config =
        parse("[api]\nlistening_address = '0.0.0.0:8080'\n[topology]\nfile = '~/net.json'\n");

    assertThat(config.api().map(ListeningHost::text)).contains("0.0.0.0:8080");
    assertThat(config.topology()).contains(HOME.resolve("net.json"));
  }

  @Test
  void sections_thatAreNotThere_areOff() throws ConfigException {
    assertThat(parse("").api()).isEmpty();
    assertThat(parse("").topology()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[api] | config.toml: listening_address is missing in [api]",
        "[api]\\nlistening_address = 8080 | listening_address = 8080 in [api] can't be used; write",
        "[api]\\nlistening_address = 'gw:80' | listening_address = 'gw:80' in [api] can't be used;",
        "[api]\\nlistening_address = '::1' | write an IP address and a port: '0.0.0.0:8080' or",
        "[api]\\nport = 8080 | unknown key 'port' in [api]; remove it, or write one of listening_",
        "api = 8080 | api = 8080 can't be used; make it a section: [api]",
        "[topology] | config.toml: file is missing in [topology]; add it",
        "[topology]\\nfile = '' | file = '' in [topology] can't be used; write a path",
        "[topology]\\n"
            + "files = ['x'] | unknown key 'files' in [topology]; remove it, or write one of",
      })
  void mistakes_areNamedWithWhatToDo(String text, String message) {
    String more = text.replace("\\n", "\n");
    String all = more.startsWith("[") ? REST + more : more + "\n" + REST;
    assertThatThrownBy(() -> ConfigReader.parse(all, "config.toml", HOME))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message)
        .hasMessageStartingWith("config.toml:")
        .hasMessageNotContaining("\n");
  }
}
