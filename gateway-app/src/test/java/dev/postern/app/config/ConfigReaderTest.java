package dev.postern.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.app.GatewaySettings;
import dev.postern.app.GatewaySettings.Delivery;
import dev.postern.app.config.GatewayConfig.DebugSection;
import dev.postern.net.AdmissionLimits;
import dev.postern.net.TokenBucket;
import dev.postern.net.forwarding.EgressRules;
import dev.postern.net.forwarding.EgressRules.ListedPrivate;
import dev.postern.net.forwarding.EgressRules.Mode;
import dev.postern.net.forwarding.FrameChoice;
import dev.postern.storage.StoreLimits;
import dev.postern.testing.Vectors;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
  private static final Path HOME = Path.of("/home/somebody");

  /** Ours is shorter, and that is on purpose. */
  private static final Duration REFERENCE_MAXIMUM_BACKOFF = Duration.ofMinutes(5);

  @TestFactory
  Stream<DynamicTest> parse_whatTheReferenceReads_isReadAlike() {
    return Vectors.cases("config-reading.json", "cases")
        .map(
            vector ->
                DynamicTest.dynamicTest(vector.path("name").asText(), () -> assertSame(vector)));
  }

  private static void assertSame(JsonNode vector) throws ConfigException {
    String text = vector.required("text").asText();
    JsonNode expected = vector.required("outcome");
    if (expected.required("kind").asText().equals("error")) {
      assertThatThrownBy(() -> parse(text))
          .isInstanceOf(ConfigException.class)
          .message()
          .startsWith("config.toml:")
          .doesNotContain("\n");
      return;
    }
    GatewayConfig config = parse(text);
    DebugSection debug = config.debug();
    assertThat(config.gateway().version().orElse("MISSING VALUE"))
        .isEqualTo(text(expected, "version"));
    assertThat(config.gateway().location()).isEqualTo(text(expected, "location"));
    assertThat(config.gateway().validatorRestUrl().orElse("MISSING VALUE"))
        .isEqualTo(text(expected, "validator_rest_url"));
    assertThat(config.gateway().incentivesAddress().orElse(null))
        .isEqualTo(
            expected.path("incentives_address").isNull()
                ? null
                : text(expected, "incentives_address"));
    assertThat(ListeningHost.text(config.mixnetEndpoint().listening()))
        .isEqualTo(text(expected, "mix_listening"));
    assertThat(config.mixnetEndpoint().announce()).isEqualTo(text(expected, "mix_announce"));
    assertThat(ListeningHost.text(config.clientsEndpoint().listening()))
        .isEqualTo(text(expected, "clients_listening"));
    assertThat(config.clientsEndpoint().announce()).isEqualTo(text(expected, "clients_announce"));
    assertThat(config.clientsEndpoint().inboxesDirectory()).hasToString(text(expected, "inboxes"));
    assertThat(config.clientsEndpoint().ledgerPath()).hasToString(text(expected, "ledger"));
    assertThat(config.gateway().keys().privateIdentity())
        .hasToString(text(expected, "private_identity_key_file"));
    assertThat(millis(debug.packetForwardingInitialBackoff()))
        .isEqualTo(number(expected, "packet_forwarding_initial_backoff_ms"));
    assertThat(millis(debug.packetForwardingMaximumBackoff().orElse(REFERENCE_MAXIMUM_BACKOFF)))
        .isEqualTo(number(expected, "packet_forwarding_maximum_backoff_ms"));
    assertThat(millis(debug.initialConnectionTimeout()))
        .isEqualTo(number(expected, "initial_connection_timeout_ms"));
    assertThat(millis(debug.cacheEntryTtl())).isEqualTo(number(expected, "cache_entry_ttl_ms"));
    assertThat(debug.maximumReconnectionAttempts())
        .isEqualTo(expected.required("maximum_reconnection_attempts").longValue());
    assertThat(debug.messageRetrievalLimit())
        .isEqualTo(expected.required("message_retrieval_limit").intValue());
    assertThat(debug.storedMessagesFilenameLength())
        .isEqualTo(expected.required("stored_messages_filename_length").intValue());
  }

  private static GatewayConfig parse(String text) throws ConfigException {
    return ConfigReader.parse(text, "config.toml", HOME);
  }

  private static String text(JsonNode outcome, String field) {
    return outcome.required(field).asText();
  }

  private static BigInteger number(JsonNode outcome, String field) {
    return outcome.required(field).bigIntegerValue();
  }

  private static BigInteger millis(Duration duration) {
    return BigInteger.valueOf(duration.getSeconds())
        .multiply(BigInteger.valueOf(1000))
        .add(BigInteger.valueOf(duration.getNano() / 1_000_000));
  }

  private static String written() {
    return Vectors.cases("config-reading.json", "cases")
        .filter(vector -> vector.path("outcome").path("kind").asText().equals("ok"))
        .findFirst()
        .orElseThrow()
        .path("text")
        .asText();
  }

  @Test
  void parse_egress_isRead() throws ConfigException {
    String section =
        """
        [egress]
        mode = 'topology'
        listed_private = 'never'
        allow = ['10.0.0.0/8', '127.0.0.1:1789', '[::1]:*']
        """;

    assertThat(parse(written() + section).egress())
        .isEqualTo(
            EgressRules.defaults()
                .withMode(Mode.TOPOLOGY)
                .withListedPrivate(ListedPrivate.NEVER)
                .allow("10.0.0.0/8", "127.0.0.1:1789", "::1"));
  }

  @Test
  void parse_egressAboveAllSections_isItsMode() throws ConfigException {
    assertThat(parse("egress = 'topology'\n" + written()).egress())
        .isEqualTo(EgressRules.defaults().withMode(Mode.TOPOLOGY));
  }

  /** Also in the one section where other unknown keys are let pass. */
  @ParameterizedTest
  @ValueSource(
      strings = {"gateway", "mixnet_endpoint", "clients_endpoint", "logging", "debug", "storage"})
  void parse_egressInAnotherSection_isRefusedWithTheRightPlace(String section) {
    String key = "[" + section + "]\negress = 'topology'\n";
    String text =
        written().contains("[" + section + "]\n")
            ? written().replace("[" + section + "]\n", key)
            : written() + key;

    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(ConfigException.class)
        .message()
        .containsPattern("config.toml:\\d+: ")
        .contains("'egress' in [" + section + "]", "[egress] with mode = 'topology'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "mode = 'all'; write 'public' or 'topology'",
        "listed_private = true; write 'local-directory' or 'always' or 'never'",
        "allow = ['10.0.0.0/8', 'localhost']; allow = 'localhost' in [egress] can't be used",
        "allow = '10.0.0.0/8'; write a list",
        "allow = [1]; write a list",
        "forbid = []; unknown key 'forbid'",
      })
  void parse_badEgress_isRefusedWithPlaceAndRemedy(String line, String message) {
    assertThatThrownBy(() -> parse(written() + "[egress]\n" + line + "\n"))
        .isInstanceOf(ConfigException.class)
        .message()
        .containsPattern("config.toml:\\d+: ")
        .contains(message);
  }

  @ParameterizedTest
  @CsvSource({"auto, AUTO", "a, A", "b, B", "c, C"})
  void parse_mixnetFrame_isRead(String inFile, FrameChoice frame) throws ConfigException {
    GatewayConfig config = parse(written() + "[mixnet]\nframe = '" + inFile + "'\n");
    assertThat(config.frame()).isEqualTo(frame);
    assertThat(config.settings().frame()).isEqualTo(frame);
  }

  @Test
  void parse_noMixnetSection_isAuto() throws ConfigException {
    assertThat(parse(written()).frame()).isEqualTo(FrameChoice.AUTO);
    assertThat(parse(written() + "[mixnet]\n").frame()).isEqualTo(FrameChoice.AUTO);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "frame = 'd'; frame = 'd' in [mixnet] can't be used; write 'auto', 'a', 'b' or 'c'",
        "frame = 'A'; write 'auto', 'a', 'b' or 'c'",
        "frame = 7; write 'auto', 'a', 'b' or 'c'",
        "frames = 'a'; unknown key 'frames' in [mixnet]; remove it, or write one of frame",
      })
  void parse_badMixnet_isRefusedWithPlaceAndRemedy(String line, String message) {
    assertThatThrownBy(() -> parse(written() + "[mixnet]\n" + line + "\n"))
        .isInstanceOf(ConfigException.class)
        .message()
        .containsPattern("config.toml:\\d+: ")
        .contains(message);
  }

  @Test
  void settings_maximumBackoff_isOursUnlessTheFileSaysSo() throws ConfigException {
    assertThat(maximumBackoff("")).isEqualTo(Duration.ofSeconds(20));
    assertThat(maximumBackoff("[debug]\npacket_forwarding_maximum_backoff = '300s'\n"))
        .isEqualTo(Duration.ofMinutes(5));
    assertThat(maximumBackoff("[debug]\npacket_forwarding_initial_backoff = '1min'\n"))
        .isEqualTo(Duration.ofMinutes(1));
  }

  private static Duration maximumBackoff(String debug) throws ConfigException {
    return parse(written() + debug).settings().packetForwardingMaximumBackoff();
  }

  @Test
  void parse_htmlEscapes_areUndone() throws ConfigException {
    String text =
        written().replaceFirst("location = '[^']*'", "location = 'K&amp;B &#x27;q&#x27;'");

    assertThat(parse(text).gateway().location()).isEqualTo("K&B 'q'");
  }

  @Test
  void parse_tilde_isHome() throws ConfigException {
    String text = written().replaceFirst("ledger_path = '[^']*'", "ledger_path = '~/ledger'");

    assertThat(parse(text).clientsEndpoint().ledgerPath()).isEqualTo(HOME.resolve("ledger"));
  }

  @Test
  void parse_validatorNone_isNoDirectory() throws ConfigException {
    String text =
        written().replaceFirst("validator_rest_url = '[^']*'", "validator_rest_url = 'None'");

    assertThat(parse(text).gateway().validatorRestUrl()).isEmpty();
  }

  @Test
  void parse_validatorThatIsNoUrl_isRefusedWithPlaceAndRemedy() {
    String text =
        written().replaceFirst("validator_rest_url = '[^']*'", "validator_rest_url = 'ftp:/x'");

    assertThatThrownBy(() -> parse(text))
        .hasMessageMatching(
            "config\\.toml:\\d+: validator_rest_url = 'ftp:/x' in \\[gateway\\] can't be used; .*");
  }

  @Test
  void parse_unknownKey_isRefusedWithPlaceAndKnownKeys() {
    String text = written().replace("[logging]", "listen = 1\n[logging]");

    assertThatThrownBy(() -> parse(text))
        .hasMessageMatching(
            "config\\.toml:\\d+: unknown key 'listen' in \\[clients_endpoint\\]; .*announce_address.*");
  }

  /** The reference runs with it, so the gateway must start. */
  @Test
  void parse_connectionTimeoutOfZero_isAMillisecond() throws ConfigException {
    String text = written() + "\n[debug]\ninitial_connection_timeout = 0\n";

    assertThat(parse(text).debug().settings().initialConnectionTimeout())
        .isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void parse_withoutOurSections_meansTheDefaults() throws ConfigException {
    GatewayConfig config = parse(written());

    assertThat(config.delivery())
        .isEqualTo(
            new Delivery(Duration.ofSeconds(30), Duration.ofSeconds(2), 256, 4 * 1024 * 1024));
    assertThat(config.storage()).isEqualTo(StoreLimits.DEFAULT);
    assertThat(config.settings()).isEqualTo(GatewaySettings.defaults());
  }

  @Test
  void parse_ourSections_becomeSettings() throws ConfigException {
    String text =
        written()
            + """

            [delivery]
            confirmation_timeout = '1m'
            takeover_timeout = 500
            window_messages = 10
            window_bytes = '64 KiB'

            [storage]
            max_inbox_messages = 0
            max_inbox_bytes = 'unlimited'
            max_messages = 2_000_000
            max_bytes = '10GiB'
            max_registrations = 3_000_000
            message_ttl = '7 days'
            registration_ttl = '52 weeks'
            free_space_floor = 0
            free_space_resume = '1 TiB'
            replay_memory = '64 MiB'

            [limits]
            client_connections = 1
            mixnet_connections = 2
            connections_per_source = 3
            connections_per_network = 4
            limit_loopback = true
            registrations_per_minute = 5
            registrations_at_once = 6
            packets_per_second = 7
            packets_at_once = 1_000_000
            """;

    GatewaySettings settings = parse(text).settings();

    assertThat(settings.delivery())
        .isEqualTo(new Delivery(Duration.ofMinutes(1), Duration.ofMillis(500), 10, 64 * 1024));
    assertThat(settings.limits())
        .isEqualTo(
            new StoreLimits(
                0,
                StoreLimits.UNLIMITED,
                2_000_000,
                10L << 30,
                3_000_000,
                Duration.ofDays(7),
                Duration.ofDays(364),
                0,
                1L << 40,
                64L << 20));
    assertThat(settings.admission())
        .isEqualTo(
            new AdmissionLimits(
                1,
                2,
                3,
                4,
                AdmissionLimits.Loopback.LIMITED,
                TokenBucket.Rate.perMinute(5, 6),
                TokenBucket.Rate.perSecond(7, 1_000_000)));
  }

  @Test
  void parse_ttlOfZero_isForEver() throws ConfigException {
    assertThat(parse(written() + "\n[storage]\nmessage_ttl = 0\n").storage().messageTtl()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "debug | sphinx_key_rotation = '59m' | from 1 h on",
        "debug | sphinx_key_rotation = true | from 1 h on",
        "delivery | confirmation_timeout = 0 | from 1 ms to 24 days",
        "delivery | takeover_timeout = -1 | from 1 ms to 24 days",
        "delivery | takeover_timeout = '25 days' | from 1 ms to 24 days",
        "delivery | confirmation_timeout = '1500us' | from 1 ms to 24 days",
        "delivery | confirmation_timeout = true | from 1 ms to 24 days",
        "delivery | window_messages = 0 | a whole number from 1 to 1000000",
        "delivery | window_messages = '5' | a whole number from 1 to 1000000",
        "delivery | window_bytes = 0 | from 1 B to 1 GiB",
        "delivery | window_bytes = '2 GiB' | from 1 B to 1 GiB",
        "limits | client_connections = 0 | a whole number from 1 to 1000000",
        "limits | packets_at_once = 1000001 | a whole number from 1 to 1000000",
        "limits | limit_loopback = 'yes' | true or false",
        "storage | max_inbox_messages = -1 | \"unlimited\"",
        "storage | max_messages = '5 MiB' | \"unlimited\"",
        "storage | max_bytes = '5 MB' | \"unlimited\"",
        "storage | max_registrations = -1 | \"unlimited\"",
        "storage | max_inbox_bytes = 'Unlimited' | \"unlimited\"",
        "storage | message_ttl = 30 | \"30 days\"",
        "storage | message_ttl = -1 | or 0 for ever",
        "storage | registration_ttl = '101 years' | or 0 for ever",
        "storage | free_space_floor = 'unlimited' | B, KiB, MiB, GiB or TiB",
        "storage | free_space_floor = '1 GiB' | free_space_resume of at least as much",
        "storage | free_space_resume = 0 | free_space_floor, which is '256 MiB'",
      })
  void parse_limitThatCantBe_isRefusedWithPlaceValueAndRemedy(
      String section, String line, String remedy) {
    String text = written() + "\n[" + section + "]\n" + line + "\n";

    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(ConfigException.class)
        .message()
        .matches("config\\.toml:\\d+: .*")
        .contains(line + " in [" + section + "] can't be used; ")
        .contains(remedy)
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"delivery", "storage"})
  void parse_unknownKeyInOurSections_isRefused(String section) {
    assertThatThrownBy(() -> parse(written() + "\n[" + section + "]\nmax_byte = 1\n"))
        .hasMessageContaining("unknown key 'max_byte' in [" + section + "]");
  }

  @Test
  void parse_byteOrderMark_isSkipped() throws ConfigException {
    assertThat(parse("\uFEFF" + written())).isEqualTo(parse(written()));
  }

  @Test
  void parse_numberWhereTextBelongs_isRefused() {
    String text = written().replaceFirst("location = '[^']*'", "location = 7");

    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("location = 7")
        .hasMessageContaining("write text in quotes");
  }

  @Test
  void read_missingFile_saysInit(@TempDir Path directory) {
    assertThatThrownBy(() -> ConfigReader.read(directory.resolve("config.toml"), HOME))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("does not exist; run 'postern init'");
  }

  @Test
  void read_bytesThatAreNoText_isRefused(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("config.toml");
    Files.write(file, "location = 'K\u00f6ln'".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> ConfigReader.read(file, HOME))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("not UTF-8");
  }
}
