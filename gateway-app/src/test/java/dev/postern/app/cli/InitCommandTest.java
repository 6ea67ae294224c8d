package dev.postern.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.app.config.ConfigReader;
import dev.postern.app.config.GatewayConfig;
import dev.postern.app.config.KeyFiles;
import dev.postern.app.config.KeyPaths;
import dev.postern.app.config.ListeningHost;
import dev.postern.net.forwarding.EgressRules;
import dev.postern.net.forwarding.FrameChoice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitCommandTest {
  private CommandLineFixture postern;

  @BeforeEach
  void home(@TempDir Path home) {
    postern = new CommandLineFixture(home);
  }

  private CommandLineFixture.Outcome init(String... more) {
    return postern.run(
        Stream.concat(
                Stream.of(
                    "init",
                    "--id",
                    "alpha",
                    "--mix-host",
                    "10.1.2.3",
                    "--clients-host",
                    "10.1.2.4"),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private GatewayConfig config() throws Exception {
    return ConfigReader.read(postern.config("alpha"), postern.home());
  }

  @ParameterizedTest
  @CsvSource({
    "--clients-announce-port 9100, ws://10.1.2.4:9100",
    "--clients-announce-host ws://gw.example.net, ws://gw.example.net:9000",
    "--clients-announce-host wss://gw.example.net:443, wss://gw.example.net:443",
    "--clients-announce-host wss://gw.example.net, wss://gw.example.net:443",
    "--clients-announce-host wsgate.gw.example.net, ws://wsgate.gw.example.net:9000",
    "--clients-announce-host gw.example.net --clients-announce-port 9100, ws://gw.example.net:9100",
    "--clients-announce-host gw.example.net:1 --clients-announce-port 9100,"
        + " ws://gw.example.net:9100",
    "--clients-announce-host [2001:db8::17], ws://[2001:db8::17]:9000",
    "--clients-announce-host 2001:db8::17 --clients-announce-port 9100, ws://[2001:db8::17]:9100",
    "--clients-port 9100 --clients-announce-host gw.example.net, ws://gw.example.net:9100",
    "--clients-port 9100, ws://10.1.2.4:9100",
  })
  void init_clientsAnnounceOptions_writeWhatWasMeant(String options, String announced)
      throws Exception {
    assertThat(init(options.split(" ", -1)).exitCode()).isZero();

    assertThat(config().clientsEndpoint().announce()).isEqualTo(announced);
  }

  @ParameterizedTest
  @CsvSource({
    "--mix-announce-port 1800, 10.1.2.3:1800",
    "--mix-announce-host gw.example.net --mix-announce-port 1800, gw.example.net:1800",
    "--mix-announce-host [2001:db8::17], [2001:db8::17]:1789",
    "--mix-announce-host [2001:db8::17]:1800, [2001:db8::17]:1800",
    "--mix-announce-host 2001:db8::17 --mix-announce-port 1800, [2001:db8::17]:1800",
    "--mix-port 1800, 10.1.2.3:1800",
  })
  void init_mixAnnounceOptions_writeWhatWasMeant(String options, String announced)
      throws Exception {
    assertThat(init(options.split(" ", -1)).exitCode()).isZero();

    assertThat(config().mixnetEndpoint().announce()).isEqualTo(announced);
  }

  @Test
  void init_existingId_writesConfigAnewAndKeepsKeys() throws Exception {
    init("--location", "Berlin");
    Path key = config().gateway().keys().privateIdentity();
    String before = Files.readString(key);

    CommandLineFixture.Outcome again = init();

    assertThat(again.exitCode()).isZero();
    assertThat(again.out()).doesNotContain("Saved identity and mixnet sphinx keypairs");
    assertThat(Files.readString(key)).isEqualTo(before);
    assertThat(config().gateway().location()).isEqualTo("unknown");
    assertThat(again.out())
        .contains(
            "  gateway.location was 'Berlin', is 'unknown'",
            "If the gateway is running, it goes by the old configuration until it is restarted");
  }

  @Test
  void init_existingIdWithTuning_saysThatItIsLeftOut() throws Exception {
    init();
    Files.writeString(
        postern.config("alpha"),
        Files.readString(postern.config("alpha")) + "\n[debug]\ncache_entry_ttl = '5s'\n");

    assertThat(init().out()).contains("  debug.cache_entry_ttl was '5s', is left out");
  }

  @Test
  void init_existingIdAlike_changesNothing() {
    init();

    assertThat(init().out()).contains("Nothing in it changes");
  }

  @Test
  void init_existingIdWithBrokenConfig_isWrittenAnew() throws Exception {
    init();
    Files.writeString(postern.config("alpha"), "[gateway\n");

    assertThat(init().out()).contains("  the old file is not TOML");
    assertThat(config().gateway().id()).isEqualTo("alpha");
  }

  @Test
  void init_afterOneThatWasKilledBetweenKeys_finishesIt() throws Exception {
    init();
    KeyPaths keys = config().gateway().keys();
    String identity = Files.readString(keys.privateIdentity());
    for (Path file : List.of(keys.privateSphinx(), keys.publicIdentity(), keys.publicSphinx())) {
      Files.delete(file);
    }

    assertThat(init().exitCode()).isZero();
    assertThat(Files.readString(keys.privateIdentity())).isEqualTo(identity);
    assertThat(KeyFiles.read(keys)).isNotNull();
  }

  @Test
  void init_existingIdWithBrokenKeys_changesNothing() throws Exception {
    init();
    Files.writeString(config().gateway().keys().privateIdentity(), "broken");
    String before = Files.readString(postern.config("alpha"));

    CommandLineFixture.Outcome again = init("--location", "Berlin");

    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err()).contains("private_identity.pem").contains("not a PEM file");
    assertThat(Files.readString(postern.config("alpha"))).isEqualTo(before);
  }

  @Test
  void init_egressOptions_areWritten() throws Exception {
    init("--egress", "topology", "--egress-allow", "10.0.0.0/8", "--egress-allow", "[::1]:1789");

    assertThat(config().egress())
        .isEqualTo(
            EgressRules.defaults()
                .withMode(EgressRules.Mode.TOPOLOGY)
                .allow("10.0.0.0/8", "[::1]:1789"));
    assertThat(init("--egress-allow", "10.0.0.0/8").out())
        .contains(
            "  egress.mode was 'topology', is left out",
            "  egress.allow was [10.0.0.0/8, [::1]:1789], is [10.0.0.0/8]");
  }

  @ParameterizedTest
  @CsvSource({
    "--api-port 8081, 10.1.2.4:8081",
    "--api-host 10.1.2.5, 10.1.2.5:8080",
    "--api-host 10.1.2.5:8082, 10.1.2.5:8082",
    "--api-host 10.1.2.5:8082 --api-port 8083, 10.1.2.5:8083",
    "--api-host ::1, [::1]:8080",
  })
  void init_apiOptions_areWritten(String options, String listening) throws Exception {
    init(options.split(" ", -1));

    assertThat(config().api().map(ListeningHost::text)).contains(listening);
  }

  @Test
  void init_withoutApiAndTopology_hasNeither() throws Exception {
    init();

    assertThat(config().api()).isEmpty();
    assertThat(config().topology()).isEmpty();
  }

  @Test
  void init_topology_isWritten() throws Exception {
    init("--topology", "~/network.json");

    assertThat(config().topology()).contains(postern.home().resolve("network.json"));
  }

  @Test
  void init_mixFrame_isWritten() throws Exception {
    init("--mix-frame", "c");
    assertThat(config().frame()).isEqualTo(FrameChoice.C);
    assertThat(init("--mix-frame", "auto").out()).contains("  mixnet.frame was 'c', is left out");
  }

  @Test
  void init_validatorNone_isNoDirectory() throws Exception {
    init("--validator", "none");

    assertThat(config().gateway().validatorRestUrl()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "--mix-port 70000, no port",
    "--mix-port x, no port",
    "--mix-announce-host http://x, no host",
    "--mix-announce-host ws://x, no host",
    "--clients-announce-host http://x, no host",
    "--api-port 70000, no port",
    "--api-host gw.example.net, no IP address",
    "--egress all, neither 'public' nor 'topology'",
    "--egress-allow localhost, is not an address",
    "--mix-frame d, is not one of 'auto'",
    "--bogus x, Unknown option",
  })
  void init_badOption_isOneLineAndExitCode2(String options, String message) throws Exception {
    CommandLineFixture.Outcome outcome = init(options.split(" ", -1));

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains(message).hasLineCount(1);
    assertThat(postern.config("alpha")).doesNotExist();
  }

  @Test
  void init_badValidator_isOneLineAndExitCode1() {
    CommandLineFixture.Outcome outcome = init("--validator", "somewhere");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("'somewhere' is no directory").hasLineCount(1);
    assertThat(postern.config("alpha")).doesNotExist();
  }
}
