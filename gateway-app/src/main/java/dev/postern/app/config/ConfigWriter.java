package dev.postern.app.config;

import dev.postern.app.config.GatewayConfig.ClientsEndpoint;
import dev.postern.app.config.GatewayConfig.DebugSection;
import dev.postern.app.config.GatewayConfig.GatewaySection;
import dev.postern.app.config.GatewayConfig.MixnetEndpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Writes {@code config.toml}: sections, keys and their order as gateway 0.9 writes them, so that
 * either program runs on the other's file; values quoted as TOML wants it. {@code [debug]}, {@code
 * [delivery]} and what follows appear only with what differs from the defaults.
 */
public final class ConfigWriter {
  private final StringBuilder toml = new StringBuilder();

  private ConfigWriter() {}

  /** Writes a file and the directories above it; readers see the old file or the new one. */
  public static void write(GatewayConfig config, Path file) throws IOException {
    AtomicFiles.writePublic(file, text(config).getBytes(StandardCharsets.UTF_8));
  }

  /** The text of the file. */
  public static String text(GatewayConfig config) {
    ConfigWriter writer = new ConfigWriter();
    writer.comment(
        "Configuration of a gateway, in TOML (https://toml.io).",
        "Every key is explained in Postern's docs/configuration.md.");
    writer.gateway(config.gateway());
    writer.mixnetEndpoint(config.mixnetEndpoint());
    writer.clientsEndpoint(config.clientsEndpoint());
    writer.title("logging configuration options");
    writer.section("logging");
    writer.comment("No keys: the level of the log is a matter of the command line.");
    writer.debug(config.debug());
    DeliverySection.write(config.delivery(), writer);
    StorageSection.write(config.storage(), writer);
    LimitsSection.write(config.admission(), writer);
    TlsSection.write(config.tls(), writer);
    ProxySection.write(config.proxies(), writer);
    EgressSection.write(config.egress(), writer);
    MixnetSection.write(config.frame(), writer);
    ApiSection.write(config.api(), writer);
    TopologySection.write(config.topology(), writer);
    ClientsSection.write(config.bandwidthForAll(), writer);
    return writer.toml.toString();
  }

  private void gateway(GatewaySection gateway) {
    title("main base gateway config options");
    section("gateway");
    comment("Version of the gateway that wrote this file; 'upgrade' sets it.");
    key("version", gateway.version().orElse(""));
    comment("Name of this gateway on this machine.");
    key("id", gateway.id());
    comment("Where it is, if you care to say; nobody checks.");
    key("location", gateway.location());
    comment("The keys that it is known by. Whoever has the private ones is this gateway.");
    key("private_identity_key_file", gateway.keys().privateIdentity());
    key("public_identity_key_file", gateway.keys().publicIdentity());
    key("private_sphinx_key_file", gateway.keys().privateSphinx());
    key("public_sphinx_key_file", gateway.keys().publicSphinx());
    title("additional gateway config options");
    comment("Where a reward for running it goes; may be empty.");
    key("incentives_address", gateway.incentivesAddress().orElse(""));
    comment("The directory that lists it; 'none' to be in no directory.");
    key("validator_rest_url", gateway.validatorRestUrl().orElse(ValidatorUrl.NONE));
    title("advanced configuration options");
    comment("Directory of all gateways.");
    key("nym_root_directory", gateway.nymRootDirectory());
  }

  private void mixnetEndpoint(MixnetEndpoint endpoint) {
    title("mixnet endpoint config options");
    section("mixnet_endpoint");
    comment("Where it waits for mix packets.");
    key("listening_address", ListeningHost.text(endpoint.listening()));
    comment("Where mix nodes reach it from outside.");
    key("announce_address", endpoint.announce());
  }

  private void clientsEndpoint(ClientsEndpoint endpoint) {
    title("clients endpoint config options");
    section("clients_endpoint");
    comment("Where it waits for clients.");
    key("listening_address", ListeningHost.text(endpoint.listening()));
    comment("Where clients reach it from outside; ws:// or wss:// goes before it.");
    key("announce_address", endpoint.announce());
    comment("Messages and registrations are kept here, in " + GatewayFiles.STORE + ".");
    key("inboxes_directory", endpoint.inboxesDirectory());
    comment("Registrations of the reference; Postern doesn't read it.");
    key("ledger_path", endpoint.ledgerPath());
  }

  private void debug(DebugSection debug) {
    DebugSection defaults = DebugSection.defaults();
    if (debug.equals(defaults)) {
      return;
    }
    title("debug configuration options");
    section("debug");
    comment("Durations are milliseconds, or text such as \"1m 30s\".");
    duration(
        "packet_forwarding_initial_backoff",
        debug.packetForwardingInitialBackoff(),
        defaults.packetForwardingInitialBackoff());
    debug
        .packetForwardingMaximumBackoff()
        .ifPresent(
            maximum -> value("packet_forwarding_maximum_backoff", DurationText.toml(maximum), ""));
    duration(
        "initial_connection_timeout",
        debug.initialConnectionTimeout(),
        defaults.initialConnectionTimeout());
    duration(
        "presence_sending_delay", debug.presenceSendingDelay(), defaults.presenceSendingDelay());
    count(
        "maximum_reconnection_attempts",
        debug.maximumReconnectionAttempts(),
        defaults.maximumReconnectionAttempts());
    count(
        "stored_messages_filename_length",
        debug.storedMessagesFilenameLength(),
        defaults.storedMessagesFilenameLength());
    count(
        "message_retrieval_limit", debug.messageRetrievalLimit(), defaults.messageRetrievalLimit());
    duration("cache_entry_ttl", debug.cacheEntryTtl(), defaults.cacheEntryTtl());
    duration("sphinx_key_rotation", debug.sphinxKeyRotation(), defaults.sphinxKeyRotation());
  }

  void title(String text) {
    toml.append("\n##### ").append(text).append(" #####\n");
  }

  void section(String name) {
    toml.append("\n[").append(name).append("]\n");
  }

  private void comment(String... lines) {
    for (String line : lines) {
      toml.append("# ").append(line).append('\n');
    }
  }

  private void key(String name, Object value) {
    toml.append(name).append(" = ").append(Quoting.toml(value.toString())).append("\n\n");
  }

  void duration(String name, Duration value, Duration otherwise) {
    value(name, DurationText.toml(value), DurationText.toml(otherwise));
  }

  void count(String name, long value, long otherwise) {
    value(name, Long.toString(value), Long.toString(otherwise));
  }

  void size(String name, long value, long otherwise) {
    value(name, SizeText.toml(value), SizeText.toml(otherwise));
  }

  void text(String name, String value) {
    value(name, Quoting.toml(value), "");
  }

  /** As TOML, and only if it is not the default. */
  void value(String name, String value, String otherwise) {
    if (!value.equals(otherwise)) {
      toml.append(name).append(" = ").append(value).append('\n');
    }
  }
}
