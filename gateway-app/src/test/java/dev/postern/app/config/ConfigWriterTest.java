package dev.postern.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.app.GatewaySettings.Delivery;
import dev.postern.app.config.GatewayConfig.ClientsEndpoint;
import dev.postern.app.config.GatewayConfig.DebugSection;
import dev.postern.app.config.GatewayConfig.GatewaySection;
import dev.postern.app.config.GatewayConfig.MixnetEndpoint;
import dev.postern.net.AdmissionLimits;
import dev.postern.net.AdmissionLimits.Loopback;
import dev.postern.net.TokenBucket.Rate;
import dev.postern.net.client.TrustedProxies;
import dev.postern.net.forwarding.EgressRules;
import dev.postern.net.forwarding.FrameChoice;
import dev.postern.storage.StoreLimits;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConfigWriterTest {
  private static final Path HOME = Path.of("/home/somebody");
  private static final String[] PIECES = {
    "&",
    "amp;",
    "&amp;",
    "&#x27;",
    "'",
    "\"",
    "\\",
    "\n",
    "\t",
    "\u0000",
    "\u007f",
    "#",
    "=",
    "ö",
    "\u2028",
    "\u0085",
    "\u009b",
    "\u202e",
    "\udb40\udc41",
    "[x]",
    " ",
    "a"
  };

  @Test
  void text_readBack_isTheSame() throws ConfigException {
    Random random = new Random(10);
    for (int round = 0; round < 300; round++) {
      GatewayConfig config = config(text(random), DebugSection.defaults());

      assertThat(readBack(config)).isEqualTo(config);
    }
  }

  @Test
  void text_charactersThatATerminalObeys_areEscaped() {
    String text =
        ConfigWriter.text(config("\u009b2J\u202e\u2066\udb40\udc41", DebugSection.defaults()));

    assertThat(text)
        .contains("\"\\u009B2J\\u202E\\u2066\\U000E0041\"")
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\n]]");
  }

  @Test
  void text_changedDebug_isKept() throws ConfigException {
    DebugSection debug =
        new DebugSection(
            Duration.ofMillis(1),
            Optional.of(DurationText.ofMillis(-1)),
            Duration.ofSeconds(3),
            Duration.ofDays(400),
            0xFFFF_FFFFL,
            1,
            0xFFFF,
            Duration.ZERO,
            Duration.ofDays(40));
    GatewayConfig config = config("x", debug);

    assertThat(readBack(config)).isEqualTo(config);
  }

  /** The reference refuses our sections; a file that doesn't need them must start it. */
  @Test
  void text_defaults_areNotWritten() {
    assertThat(ConfigWriter.text(config("x", DebugSection.defaults())))
        .doesNotContain("[debug]", "[delivery]", "[storage]", "[egress]", "[mixnet]");
  }

  @Test
  void text_changedLimits_areKept() throws ConfigException {
    Random random = new Random(11);
    for (int round = 0; round < 300; round++) {
      GatewayConfig config =
          config("x", DebugSection.defaults(), delivery(random), storage(random));

      assertThat(readBack(config)).isEqualTo(config);
    }
  }

  @Test
  void text_oneChangedLimit_isTheOnlyKeyOfItsSection() {
    GatewayConfig config =
        config(
            "x",
            DebugSection.defaults(),
            Delivery.defaults().withWindow(256, 1 << 20),
            StoreLimits.DEFAULT.withQuota(StoreLimits.UNLIMITED, 3L << 40));

    assertThat(ConfigWriter.text(config))
        .endsWith(
            """

            ##### delivery to clients #####

            [delivery]
            window_bytes = '1 MiB'

            ##### how much is stored, and for how long #####

            [storage]
            max_bytes = '3 TiB'
            """);
  }

  @Test
  void text_changedAdmission_isKept() throws ConfigException {
    AdmissionLimits changed =
        new AdmissionLimits(
            1, 2, 3, 4, Loopback.LIMITED, Rate.perMinute(5, 6), Rate.perSecond(7, 8));
    GatewayConfig config = withAdmission(changed);
    assertThat(readBack(config)).isEqualTo(config);
    assertThat(ConfigWriter.text(withAdmission(AdmissionLimits.defaults())))
        .doesNotContain("[limits]");
  }

  private static GatewayConfig withAdmission(AdmissionLimits admission) {
    GatewayConfig plain = config("x", DebugSection.defaults());
    return new GatewayConfig(
        plain.gateway(),
        plain.mixnetEndpoint(),
        plain.clientsEndpoint(),
        plain.debug(),
        plain.delivery(),
        plain.storage(),
        plain.egress(),
        plain.frame(),
        admission,
        plain.tls(),
        plain.proxies(),
        plain.api(),
        plain.topology(),
        plain.bandwidthForAll());
  }

  @Test
  void text_changedEgress_isKept() throws ConfigException {
    EgressRules rules =
        EgressRules.defaults()
            .withMode(EgressRules.Mode.TOPOLOGY)
            .withListedPrivate(EgressRules.ListedPrivate.ALWAYS)
            .allow("10.0.0.0/8", "127.0.0.1:1789-1799", "[fd00::/8]:1789");
    GatewayConfig config =
        config("x", DebugSection.defaults(), Delivery.defaults(), StoreLimits.DEFAULT, rules);

    assertThat(readBack(config)).isEqualTo(config);
    assertThat(ConfigWriter.text(config))
        .endsWith(
            """

            ##### where packets may be sent to #####

            [egress]
            mode = 'topology'
            listed_private = 'always'
            allow = ['10.0.0.0/8', '127.0.0.1:1789-1799', '[fd00::/8]:1789']
            """);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"AUTO"})
  void text_changedFrame_isKept(FrameChoice frame) throws ConfigException {
    GatewayConfig plain = config("x", DebugSection.defaults());
    GatewayConfig config =
        new GatewayConfig(
            plain.gateway(),
            plain.mixnetEndpoint(),
            plain.clientsEndpoint(),
            plain.debug(),
            plain.delivery(),
            plain.storage(),
            plain.egress(),
            frame,
            plain.admission(),
            plain.tls(),
            plain.proxies(),
            plain.api(),
            plain.topology(),
            plain.bandwidthForAll());

    assertThat(readBack(config)).isEqualTo(config);
    assertThat(ConfigWriter.text(config))
        .contains("[mixnet]\nframe = '" + frame.name().toLowerCase(Locale.ROOT) + "'\n");
  }

  @Test
  void text_apiAndTopology_areKept() throws ConfigException {
    GatewayConfig plain = config("x", DebugSection.defaults());
    GatewayConfig config =
        new GatewayConfig(
            plain.gateway(),
            plain.mixnetEndpoint(),
            plain.clientsEndpoint(),
            plain.debug(),
            plain.delivery(),
            plain.storage(),
            plain.egress(),
            plain.frame(),
            plain.admission(),
            plain.tls(),
            plain.proxies(),
            Optional.of(new InetSocketAddress("2001:db8::17", 8080)),
            Optional.of(Path.of("/nets/my network.json")),
            true);

    assertThat(readBack(config)).isEqualTo(config);
    assertThat(ConfigWriter.text(config))
        .endsWith(
            """

            ##### what the gateway says of itself, over HTTP #####

            [api]
            listening_address = '[2001:db8::17]:8080'

            ##### the nodes of a network of one's own #####

            [topology]
            file = '/nets/my network.json'

            ##### what clients are told #####

            [clients]
            bandwidth_for_all = true
            """);
    assertThat(ConfigWriter.text(plain)).doesNotContain("[api]", "[topology]", "[clients]\n");
  }

  private static Delivery delivery(Random random) {
    return new Delivery(
        Duration.ofMillis(1 + random.nextInt(100_000)),
        Duration.ofMillis(1 + random.nextInt(3) * 1999),
        1 + random.nextInt(1000),
        1 << random.nextInt(31));
  }

  private static StoreLimits storage(Random random) {
    long floor = bytes(random);
    return new StoreLimits(
        quota(random),
        quota(random),
        quota(random),
        quota(random),
        quota(random),
        Duration.ofSeconds(random.nextInt(3) * 86_400L * 30),
        Duration.ofSeconds(random.nextInt(3)),
        floor,
        floor + bytes(random),
        StoreLimits.LEAST_REPLAY_MEMORY + random.nextInt(1 << 30));
  }

  private static long quota(Random random) {
    return random.nextBoolean() ? bytes(random) : StoreLimits.UNLIMITED;
  }

  private static long bytes(Random random) {
    return (long) random.nextInt(2000) << random.nextInt(50);
  }

  @Test
  void write_existingFile_isReplacedAndNothingElseIsLeft(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("a/config.toml");
    ConfigWriter.write(config("one", DebugSection.defaults()), file);
    ConfigWriter.write(config("two", DebugSection.defaults()), file);

    assertThat(ConfigReader.read(file, HOME).gateway().location()).isEqualTo("two");
    assertThat(file.getParent()).isDirectoryContaining(file::equals);
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  private static GatewayConfig readBack(GatewayConfig config) throws ConfigException {
    return ConfigReader.parse(ConfigWriter.text(config), "config.toml", HOME);
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder("x");
    for (int pieces = random.nextInt(8); pieces > 0; pieces--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  private static GatewayConfig config(String location, DebugSection debug) {
    return config(location, debug, Delivery.defaults(), StoreLimits.DEFAULT);
  }

  private static GatewayConfig config(
      String location, DebugSection debug, Delivery delivery, StoreLimits storage) {
    return config(location, debug, delivery, storage, EgressRules.defaults());
  }

  private static GatewayConfig config(
      String location,
      DebugSection debug,
      Delivery delivery,
      StoreLimits storage,
      EgressRules egress) {
    return new GatewayConfig(
        new GatewaySection(
            Optional.of("0.9.0"),
            "alpha",
            location,
            new KeyPaths(Path.of("/k/1"), Path.of("/k/2"), Path.of("/k'3"), Path.of("/k&4")),
            Optional.empty(),
            Optional.empty(),
            Path.of("/home/somebody/.nym/gateways")),
        new MixnetEndpoint(new InetSocketAddress("10.1.2.3", 1789), "gw.example.net:1789"),
        new ClientsEndpoint(
            new InetSocketAddress("2001:db8::17", 9000),
            "wss://gw.example.net:443",
            Path.of("/inboxes"),
            Path.of("/ledger")),
        debug,
        delivery,
        storage,
        egress,
        FrameChoice.AUTO,
        AdmissionLimits.defaults(),
        Optional.empty(),
        TrustedProxies.none(),
        Optional.empty(),
        Optional.empty(),
        false);
  }
}
