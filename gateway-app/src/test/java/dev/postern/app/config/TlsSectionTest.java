package dev.postern.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import dev.postern.net.client.TrustedProxies;
import dev.postern.net.tls.TlsFiles;
import dev.postern.net.tls.TlsProvider;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code [tls]} and {@code [proxy]}. */
class TlsSectionTest {
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
  private static final String FILES =
      "[tls]\ncertificate_chain = '~/chain.pem'\nprivate_key = 'key.pem'\n";

  private static GatewayConfig parse(String more) throws ConfigException {
    return ConfigReader.parse(REST + more, "config.toml", HOME);
  }

  @Test
  void tls_filesOnly_isOnTheClientsPortByTheJdk() throws ConfigException {
    assertThat(parse(FILES).tls())
        .contains(TlsFiles.of(HOME.resolve("chain.pem"), Path.of("key.pem")));
    assertThat(parse("").tls()).isEmpty();
  }

  @Test
  void everything_writtenAndReadBack_isTheSame() throws ConfigException {
    GatewayConfig config =
        parse(
            FILES
                + "listening_address = '[::1]:9001'\nprovider = 'native'\n"
                + "[proxy]\ntrusted = ['10.0.0.5', 'fd00::/8']\n");

    assertThat(config.settings().tls())
        .contains(
            TlsFiles.of(HOME.resolve("chain.pem"), Path.of("key.pem"))
                .withListeningAddress(new InetSocketAddress(InetAddresses.forString("::1"), 9001))
                .withProvider(TlsProvider.NATIVE));
    assertThat(config.settings().proxies())
        .isEqualTo(TrustedProxies.of(List.of("10.0.0.5", "fd00::/8")));
    assertThat(ConfigReader.parse(ConfigWriter.text(config), "config.toml", HOME))
        .isEqualTo(config);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[tls]\\nprivate_key = '/k' | config.toml: certificate_chain is missing in [tls]",
        "[tls]\\ncertificate_chain = '/c' | config.toml: private_key is missing in [tls]",
        "{}key = 1 | unknown key 'key' in [tls]; remove it, or write one of",
        "{}provider = 'openssl' | provider = 'openssl' in [tls] can't be used; write 'jdk' or",
        "{}provider = 1 | provider = 1 in [tls] can't be used; write 'jdk' or 'native'",
        "{}listening_address = 'gw:1' | listening_address = 'gw:1' in [tls] can't be used; write an",
        "{}listening_address = '127.0.0.1:9000' | clients are there without TLS: write another port",
        "[proxy]\\ntrusted = '10.0.0.5' | write a list of IP addresses and networks",
        "[proxy]\\ntrusted = ['proxy.example'] | write a list of IP addresses and networks",
        "[proxy]\\ntrusted = ['0.0.0.0/0'] | write a list of IP addresses and networks",
        "[proxy]\\nv1 = true | unknown key 'v1' in [proxy]; remove it, or write one of trusted",
      })
  void mistakes_areNamedWithWhatToDo(String text, String message) {
    assertThatThrownBy(() -> parse(text.replace("\\n", "\n").replace("{}", FILES)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message)
        .hasMessageStartingWith("config.toml:")
        .hasMessageNotContaining("\n");
  }
}
