package dev.postern.app.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.FuzzTarget;
import dev.postern.testing.Vectors;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * A configuration file: a config, which is read as the same once it is written, and written as the
 * same text; or one line that names the file and holds nothing that a terminal would obey.
 */
class ConfigFuzzTest extends FuzzTarget {
  private static final Path HOME = Path.of("/home/somebody");
  private static final String FILE = "config.toml";

  @Override
  protected void check(byte[] input) throws ConfigException {
    GatewayConfig config;
    try {
      config = ConfigReader.parse(new String(input, UTF_8), FILE, HOME);
    } catch (ConfigException e) {
      assertThat(e).hasMessageStartingWith(FILE + ":");
      assertThat(e.getMessage())
          .doesNotContainPattern("[" + Quoting.UNPRINTABLE + "]")
          .hasSizeLessThan(2000);
      return;
    }
    String written = ConfigWriter.text(config);
    GatewayConfig again = ConfigReader.parse(written, FILE, HOME);
    assertThat(ConfigWriter.text(again)).isEqualTo(written);
    assertThat(again.settings()).isEqualTo(config.settings());
    assertThat(again).isEqualTo(toTheMillisecond(config));
  }

  /** Fractions of a millisecond are read where the reference reads them, and not written. */
  private static GatewayConfig toTheMillisecond(GatewayConfig config) {
    GatewayConfig.DebugSection debug = config.debug();
    return new GatewayConfig(
        config.gateway(),
        config.mixnetEndpoint(),
        config.clientsEndpoint(),
        new GatewayConfig.DebugSection(
            millis(debug.packetForwardingInitialBackoff()),
            debug.packetForwardingMaximumBackoff().map(ConfigFuzzTest::millis),
            millis(debug.initialConnectionTimeout()),
            millis(debug.presenceSendingDelay()),
            debug.maximumReconnectionAttempts(),
            debug.storedMessagesFilenameLength(),
            debug.messageRetrievalLimit(),
            millis(debug.cacheEntryTtl()),
            millis(debug.sphinxKeyRotation())),
        config.delivery(),
        config.storage(),
        config.egress(),
        config.frame(),
        config.admission(),
        config.tls(),
        config.proxies(),
        config.api(),
        config.topology(),
        config.bandwidthForAll());
  }

  private static Duration millis(Duration duration) {
    return duration.truncatedTo(ChronoUnit.MILLIS);
  }

  @Override
  protected List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    Vectors.cases("config-reading.json", "cases")
        .map(vector -> vector.required("text").asText())
        .filter(text -> text.length() < maxBytes())
        .limit(12)
        .forEach(text -> seeds.add(text.getBytes(UTF_8)));
    seeds.add(SMALL.getBytes(UTF_8));
    for (String section : OURS) {
      seeds.add((SMALL + section).getBytes(UTF_8));
    }
    return seeds;
  }

  private static final String SMALL =
      """
      [gateway]
      version = '0.9.0'
      id = "a&amp;b"
      location = 'x'
      private_identity_key_file = '~/a'
      public_identity_key_file = 'b'
      private_sphinx_key_file = '/c'
      public_sphinx_key_file = 'd'
      nym_root_directory = '/r'
      [mixnet_endpoint]
      listening_address = '10.1.2.3:1789'
      announce_address = 'gw:1789'
      [clients_endpoint]
      listening_address = '[2001:db8::17]:9000'
      announce_address = 'ws://gw:9000'
      inboxes_directory = '/i'
      ledger_path = '/l'
      """;

  private static final List<String> OURS =
      List.of(
          "[debug]\npacket_forwarding_maximum_backoff = '1m 30s'\ncache_entry_ttl = -1\n",
          "[delivery]\nconfirmation_timeout = '5 s'\n",
          "[storage]\nmax_bytes = '2 GiB'\nmax_messages = 'unlimited'\nmessage_ttl = 86400000\n",
          "[egress]\nmode = 'topology'\nlisted_private = 'never'\nallow = ['10.0.0.0/8', '[::1]:*']\n",
          "[mixnet]\nframe = 'b'\n[clients]\nbandwidth_for_all = true\n",
          "[limits]\n",
          "[tls]\ncertificate_chain = '/f'\nprivate_key = '/k'\n",
          "[proxy]\ntrusted = ['10.0.0.0/8']\n",
          "[api]\nlistening_address = '[::1]:8080'\n",
          "[topology]\nfile = '~/net.json'\n");

  @Override
  protected int maxBytes() {
    return 2500;
  }

  @Override
  protected int mutantsDivisor() {
    return 4;
  }
}
