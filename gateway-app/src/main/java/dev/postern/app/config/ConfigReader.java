package dev.postern.app.config;

import dev.postern.app.GatewaySettings.Delivery;
import dev.postern.app.config.GatewayConfig.ClientsEndpoint;
import dev.postern.app.config.GatewayConfig.DebugSection;
import dev.postern.app.config.GatewayConfig.GatewaySection;
import dev.postern.app.config.GatewayConfig.MixnetEndpoint;
import dev.postern.net.AdmissionLimits;
import dev.postern.net.client.TrustedProxies;
import dev.postern.net.forwarding.EgressRules;
import dev.postern.net.forwarding.FrameChoice;
import dev.postern.storage.FileProblem;
import dev.postern.storage.StoreLimits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;

/**
 * Reads {@code config.toml}, ours and those that gateway 0.9 wrote: what the reference accepts is
 * accepted, with HTML escapes undone, and what it refuses is refused. A missing {@code [debug]}, or
 * a key missing in it, means the default.
 */
public final class ConfigReader {
  /** What the reference reads where a file of its earlier versions has no such key. */
  private static final String MISSING = "MISSING VALUE";

  // Clients look at the directory every few minutes at best, and packets are on their way.
  private static final Duration SHORTEST_ROTATION = Duration.ofHours(1);

  private static final long UNSIGNED_16 = 0xFFFF;
  private static final long UNSIGNED_32 = 0xFFFF_FFFFL;

  private final String file;
  private final Path home;

  private ConfigReader(String file, Path home) {
    this.file = file;
    this.home = home;
  }

  /** Reads a file; {@code ~} in its paths is {@code home}. */
  public static GatewayConfig read(Path file, Path home) throws ConfigException {
    try {
      return parse(Files.readString(file), file.toString(), home);
    } catch (NoSuchFileException e) {
      throw new ConfigException(
          file + " does not exist; run 'postern init' with this id, or name a file with --config");
    } catch (CharacterCodingException e) {
      throw new ConfigException(file + " is not UTF-8 text; write it anew with 'postern init'");
    } catch (IOException e) {
      throw new ConfigException(
          file + " can't be read: " + FileProblem.of(e) + "; name a file that this user may read");
    }
  }

  /** Reads the text of a file; {@code name} stands in messages. */
  public static GatewayConfig parse(String text, String name, Path home) throws ConfigException {
    TomlParseResult toml;
    try {
      toml = Toml.parse(text.startsWith("\uFEFF") ? text.substring(1) : text);
    } catch (AssertionError e) { // of the library, where assertions are on
      throw new ConfigException(name + ": not TOML; write it anew with 'postern init'");
    }
    if (toml.hasErrors()) {
      TomlParseError error = toml.errors().get(0);
      throw new ConfigException(
          "%s:%d: not TOML: %s"
              .formatted(
                  name,
                  error.position().line(),
                  Quoting.visible(String.valueOf(error.getMessage()))));
    }
    return new ConfigReader(name, home).config(new ConfigSection(name, "", toml));
  }

  private GatewayConfig config(ConfigSection top) throws ConfigException {
    top.allowOnly(
        Set.of(
            "gateway",
            "mixnet_endpoint",
            "clients_endpoint",
            "logging",
            "debug",
            DeliverySection.NAME,
            StorageSection.NAME,
            LimitsSection.NAME,
            TlsSection.NAME,
            ProxySection.NAME,
            EgressSection.NAME,
            MixnetSection.NAME,
            ApiSection.NAME,
            TopologySection.NAME,
            ClientsSection.NAME));
    GatewaySection gateway = gateway(required(top, "gateway"));
    MixnetEndpoint mixnet = mixnetEndpoint(required(top, "mixnet_endpoint"));
    ClientsEndpoint clients = clientsEndpoint(required(top, "clients_endpoint"));
    Optional<ConfigSection> logging = top.section("logging");
    if (logging.isPresent()) {
      logging.get().allowOnly(Set.of());
    }
    Optional<ConfigSection> debug = top.section("debug");
    Optional<ConfigSection> delivery = top.section(DeliverySection.NAME);
    Optional<ConfigSection> storage = top.section(StorageSection.NAME);
    Optional<ConfigSection> frames = top.section(MixnetSection.NAME);
    Optional<ConfigSection> limits = top.section(LimitsSection.NAME);
    Optional<ConfigSection> tls = top.section(TlsSection.NAME);
    Optional<ConfigSection> proxy = top.section(ProxySection.NAME);
    Optional<ConfigSection> api = top.section(ApiSection.NAME);
    Optional<ConfigSection> topology = top.section(TopologySection.NAME);
    Optional<ConfigSection> told = top.section(ClientsSection.NAME);
    return new GatewayConfig(
        gateway,
        mixnet,
        clients,
        debug.isPresent() ? debug(debug.get()) : DebugSection.defaults(),
        delivery.isPresent() ? DeliverySection.read(delivery.get()) : Delivery.defaults(),
        storage.isPresent() ? StorageSection.read(storage.get()) : StoreLimits.DEFAULT,
        egress(top),
        frames.isPresent() ? MixnetSection.read(frames.get()) : FrameChoice.AUTO,
        limits.isPresent() ? LimitsSection.read(limits.get()) : AdmissionLimits.defaults(),
        tls.isPresent()
            ? Optional.of(TlsSection.read(tls.get(), clients.listening(), home))
            : Optional.empty(),
        proxy.isPresent() ? ProxySection.read(proxy.get()) : TrustedProxies.none(),
        api.isPresent() ? Optional.of(ApiSection.read(api.get())) : Optional.empty(),
        topology.isPresent()
            ? Optional.of(TopologySection.read(topology.get(), home))
            : Optional.empty(),
        told.isPresent() && ClientsSection.read(told.get()));
  }

  private static EgressRules egress(ConfigSection top) throws ConfigException {
    if (top.isText(EgressSection.NAME)) {
      return EgressSection.readShort(top);
    }
    Optional<ConfigSection> egress = top.section(EgressSection.NAME);
    return egress.isPresent() ? EgressSection.read(egress.get()) : EgressRules.defaults();
  }

  private ConfigSection required(ConfigSection top, String name) throws ConfigException {
    return top.section(name)
        .orElseThrow(
            () -> new ConfigException(file + ": section [" + name + "] is missing; run init"));
  }

  /** The one section where unknown keys are let pass: earlier versions had others here. */
  private GatewaySection gateway(ConfigSection section) throws ConfigException {
    section.refuseElsewhere(EgressSection.NAME, EgressSection.RIGHT_PLACE);
    return new GatewaySection(
        present(section.optionalText("version")),
        section.text("id"),
        section.text("location"),
        new KeyPaths(
            section.path("private_identity_key_file", home),
            section.path("public_identity_key_file", home),
            section.path("private_sphinx_key_file", home),
            section.path("public_sphinx_key_file", home)),
        present(section.optionalText("incentives_address")),
        validator(section),
        section.path("nym_root_directory", home));
  }

  private static Optional<String> present(Optional<String> value) {
    return value.filter(text -> !text.isEmpty() && !text.equals(MISSING));
  }

  private static Optional<String> validator(ConfigSection section) throws ConfigException {
    Optional<String> url = present(section.optionalText("validator_rest_url"));
    try {
      return url.isPresent() ? ValidatorUrl.parse(url.get()) : url;
    } catch (ConfigException e) {
      throw section.refuse("validator_rest_url", url.orElse(""), ValidatorUrl.ACCEPTED);
    }
  }

  private static MixnetEndpoint mixnetEndpoint(ConfigSection section) throws ConfigException {
    section.allowOnly(Set.of("listening_address", "announce_address"));
    return new MixnetEndpoint(listening(section), section.text("announce_address"));
  }

  private ClientsEndpoint clientsEndpoint(ConfigSection section) throws ConfigException {
    section.allowOnly(
        Set.of("listening_address", "announce_address", "inboxes_directory", "ledger_path"));
    return new ClientsEndpoint(
        listening(section),
        section.text("announce_address"),
        section.path("inboxes_directory", home),
        section.path("ledger_path", home));
  }

  private static InetSocketAddress listening(ConfigSection section) throws ConfigException {
    String text = section.text("listening_address");
    return ListeningHost.parse(text)
        .flatMap(ListeningHost::socket)
        .orElseThrow(
            () ->
                section.refuse(
                    "listening_address",
                    text,
                    "write an IP address and a port: '10.1.2.3:1789' or '[2001:db8::17]:1789'"));
  }

  private static DebugSection debug(ConfigSection section) throws ConfigException {
    section.allowOnly(
        Set.of(
            "packet_forwarding_initial_backoff",
            "packet_forwarding_maximum_backoff",
            "initial_connection_timeout",
            "presence_sending_delay",
            "maximum_reconnection_attempts",
            "stored_messages_filename_length",
            "message_retrieval_limit",
            "cache_entry_ttl",
            "sphinx_key_rotation"));
    DebugSection otherwise = DebugSection.defaults();
    return new DebugSection(
        section.duration(
            "packet_forwarding_initial_backoff", otherwise.packetForwardingInitialBackoff()),
        section.has("packet_forwarding_maximum_backoff")
            ? Optional.of(section.duration("packet_forwarding_maximum_backoff", Duration.ZERO))
            : Optional.empty(),
        section.duration("initial_connection_timeout", otherwise.initialConnectionTimeout()),
        section.duration("presence_sending_delay", otherwise.presenceSendingDelay()),
        section.count(
            "maximum_reconnection_attempts", UNSIGNED_32, otherwise.maximumReconnectionAttempts()),
        (int)
            section.count(
                "stored_messages_filename_length",
                UNSIGNED_16,
                otherwise.storedMessagesFilenameLength()),
        (int)
            section.count(
                "message_retrieval_limit", UNSIGNED_16, otherwise.messageRetrievalLimit()),
        section.duration("cache_entry_ttl", otherwise.cacheEntryTtl()),
        section.read(
            "sphinx_key_rotation",
            value ->
                DurationText.readMillis(value)
                    .filter(age -> age.isZero() || age.compareTo(SHORTEST_ROTATION) >= 0),
            otherwise.sphinxKeyRotation(),
            "write 0 for never, or whole milliseconds, or text such as \"30 days\", from 1 h on"));
  }
}
