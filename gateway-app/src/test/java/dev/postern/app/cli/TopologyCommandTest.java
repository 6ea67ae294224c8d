package dev.postern.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.app.Gateway;
import dev.postern.app.config.ConfigReader;
import dev.postern.app.config.GatewayConfig;
import dev.postern.app.config.GatewayKeys;
import dev.postern.app.config.KeyFiles;
import dev.postern.app.directory.Announcement;
import dev.postern.app.topology.NymTopology;
import dev.postern.app.topology.RoutingNode;
import dev.postern.app.topology.TopologyReader;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.storage.MemoryStore;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class TopologyCommandTest {
  private final IdentityPrivateKey identity = IdentityPrivateKey.generate(new SecureRandom());
  private final SphinxPrivateKey sphinxKey = SphinxPrivateKey.generate(new SecureRandom());
  private CommandLineFixture postern;

  @BeforeEach
  void home(@TempDir Path home) {
    postern = new CommandLineFixture(home);
  }

  private void init(String id, String host, String... more) {
    String[] arguments =
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of(
                    "init", "--id", id, "--mix-host", host, "--clients-host", host),
                java.util.stream.Stream.of(more))
            .toArray(String[]::new);
    assertThat(postern.run(arguments).exitCode()).isZero();
  }

  private NymTopology read(CommandLineFixture.Outcome outcome) throws Exception {
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
    Path file = postern.home().resolve("network.json");
    Files.write(file, outcome.out(), UTF_8);
    return TopologyReader.read(file);
  }

  @Test
  void topology_ofIds_isOfTheirFiles() throws Exception {
    init("alpha", "127.0.0.1");
    init("beta", "10.1.2.4", "--mix-port", "1800", "--clients-announce-host", "10.1.2.5:9100");

    NymTopology topology = read(postern.run("topology", "alpha", "beta"));

    GatewayConfig beta = ConfigReader.read(postern.config("beta"), postern.home());
    GatewayKeys keys = KeyFiles.read(beta.gateway().keys());
    RoutingNode second = topology.nodes().get(1);
    assertThat(topology.nodes().get(0).mixHost().text()).isEqualTo("127.0.0.1:1789");
    assertThat(second.mixHost().text()).isEqualTo("10.1.2.4:1800");
    assertThat(second.identityKey()).isEqualTo(keys.identity().publicKey());
    assertThat(second.sphinxKey()).isEqualTo(keys.sphinx().publicKey());
    assertThat(second.entry().orElseThrow().clientsWsPort()).isEqualTo(9100);
    assertThat(second.entry().orElseThrow().ipAddresses())
        .containsExactly(InetAddress.getByName("10.1.2.4"), InetAddress.getByName("10.1.2.5"));
  }

  @Test
  void topology_formWasm_isTheWebAssemblyClients() throws Exception {
    init("alpha", "127.0.0.1");

    CommandLineFixture.Outcome outcome = postern.run("topology", "--form", "wasm", "alpha");

    JsonNode top = new ObjectMapper().readTree(String.join("\n", outcome.out()));
    assertThat(top.path("nodeDetails").path("1").path("identityKey").isTextual()).isTrue();
    assertThat(read(outcome).nodes()).hasSize(1);
  }

  @Test
  void topology_ofARunningGateway_isWhatItSays() throws Exception {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (MemoryStore store = new MemoryStore();
        Gateway gateway =
            Gateway.builder()
                .identityKey(identity)
                .sphinxKey(sphinxKey)
                .mixnetListener(any)
                .clientsListener(any)
                .apiListener(any)
                .announcement(
                    new Announcement(
                        "127.0.0.1:1789",
                        identity.publicKey(),
                        sphinxKey.publicKey(),
                        "0.9.0",
                        "unknown",
                        "",
                        "wss://localhost:9443"))
                .store(store)
                .build()) {
      gateway.start();
      String address = "http://127.0.0.1:" + gateway.apiAddress().orElseThrow().getPort();
      init("alpha", "127.0.0.2");

      NymTopology topology = read(postern.run("topology", address + "/", "alpha"));

      RoutingNode node = topology.nodes().get(0);
      assertThat(node.identityKey()).isEqualTo(identity.publicKey());
      assertThat(node.sphinxKey()).isEqualTo(sphinxKey.publicKey());
      assertThat(node.mixHost().text()).isEqualTo("127.0.0.1:1789");
      assertThat(node.entry().orElseThrow().hostname()).contains("localhost");
      assertThat(node.entry().orElseThrow().clientsWssPort()).hasValue(9443);
      assertThat(node.entry().orElseThrow().clientsWsPort())
          .isEqualTo(gateway.clientsAddress().getPort());
      assertThat(topology.nodes()).hasSize(2);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gamma | 1 | gamma/config/config.toml does not exist; run 'postern init' with this id",
        "http://127.0.0.1:1 | 1 | no answer from http://127.0.0.1:1: connection refused; is the",
        "http://127.0.0.1:1/api | 1 | 'http://127.0.0.1:1/api' is no address of an API; write one",
        "http://127.0.0.1:1?a=b | 1 | 'http://127.0.0.1:1?a=b' is no address of an API; write one",
        "ftp://127.0.0.1 | 1 | 'ftp://127.0.0.1' is no address of an API; write one such as http:",
        "alpha alpha | 1 | was named twice; name each node once",
        "--form rust alpha | 2 | 'rust' is neither 'sdk' nor 'wasm'",
        "'' | 2 | Missing required parameter: 'NODE'",
      })
  void topology_mistakes_areOneLine(String arguments, int exitCode, String message) {
    init("alpha", "127.0.0.1");

    CommandLineFixture.Outcome outcome =
        postern.run(("topology " + arguments).strip().split(" ", -1));

    assertThat(outcome.exitCode()).isEqualTo(exitCode);
    assertThat(outcome.err()).contains(message).hasLineCount(1);
    assertThat(outcome.out()).isEqualTo(List.of());
  }

  @Test
  void topology_ofAWildcard_saysWhatToAnnounce() {
    init("alpha", "0.0.0.0");

    CommandLineFixture.Outcome outcome = postern.run("topology", "alpha");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("--mix-announce-host").hasLineCount(1);
  }
}
