package dev.postern.app.config;

import dev.postern.app.GatewaySettings;
import dev.postern.app.GatewaySettings.Delivery;
import dev.postern.net.AdmissionLimits;
import dev.postern.net.client.TrustedProxies;
import dev.postern.net.forwarding.EgressRules;
import dev.postern.net.forwarding.FrameChoice;
import dev.postern.net.tls.TlsFiles;
import dev.postern.storage.StoreLimits;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a {@code config.toml} says (spec §6): one record per section, one component per key, in the
 * file's order. The last ten are ours, the rest is the reference's. {@link ConfigReader} and {@link
 * ConfigWriter} are the two ways to the file.
 *
 * @param gateway {@code [gateway]}
 * @param mixnetEndpoint {@code [mixnet_endpoint]}
 * @param clientsEndpoint {@code [clients_endpoint]}
 * @param debug {@code [debug]}, or the defaults
 * @param delivery {@code [delivery]}, or the defaults
 * @param storage {@code [storage]}, or the defaults
 * @param egress {@code [egress]}, or the defaults
 * @param frame {@code [mixnet]}, or the default
 * @param admission {@code [limits]}, or the defaults
 * @param tls {@code [tls]}, if it is there
 * @param proxies {@code [proxy]}, or nobody
 * @param api {@code [api]}: where to listen, if it is there
 * @param topology {@code [topology]}: its file, if it is there
 * @param bandwidthForAll {@code [clients]}, or the default
 */
public record GatewayConfig(
    GatewaySection gateway,
    MixnetEndpoint mixnetEndpoint,
    ClientsEndpoint clientsEndpoint,
    DebugSection debug,
    Delivery delivery,
    StoreLimits storage,
    EgressRules egress,
    FrameChoice frame,
    AdmissionLimits admission,
    Optional<TlsFiles> tls,
    TrustedProxies proxies,
    Optional<InetSocketAddress> api,
    Optional<Path> topology,
    boolean bandwidthForAll) {
  /** The port for mix packets. */
  public static final int DEFAULT_MIX_PORT = 1789;

  /** The port for clients. */
  public static final int DEFAULT_CLIENTS_PORT = 9000;

  /** The port of the HTTP API, if there is one. */
  public static final int DEFAULT_API_PORT = 8080;

  /** The directory of the network that the reference was made for. */
  public static final String DEFAULT_VALIDATOR = "http://testnet-validator1.nymtech.net:8081";

  /** What the reference announces when it isn't told a location. */
  public static final String DEFAULT_LOCATION = "unknown";

  /** What a gateway takes of the sections from {@code [debug]} to {@code [proxy]}. */
  public GatewaySettings settings() {
    return debug
        .settings()
        .withDelivery(delivery)
        .withLimits(storage)
        .withEgress(egress)
        .withFrame(frame)
        .withBandwidthForAll(bandwidthForAll)
        .withAdmission(admission)
        .withTls(tls)
        .withProxies(proxies);
  }

  /**
   * Who the gateway is.
   *
   * @param version of the software that wrote the file; empty in files of 0.8 and before
   * @param id its name on this machine
   * @param location free text for the directory
   * @param keys where the keys are
   * @param incentivesAddress where a reward goes, if anywhere
   * @param validatorRestUrl the directory's base address; empty for none
   * @param nymRootDirectory the directory of all gateways; informative
   */
  public record GatewaySection(
      Optional<String> version,
      String id,
      String location,
      KeyPaths keys,
      Optional<String> incentivesAddress,
      Optional<String> validatorRestUrl,
      Path nymRootDirectory) {}

  /**
   * Where mix packets come in.
   *
   * @param listening what to bind
   * @param announce what others connect to: {@code host:port}
   */
  public record MixnetEndpoint(InetSocketAddress listening, String announce) {}

  /**
   * Where clients come in.
   *
   * @param listening what to bind
   * @param announce what clients connect to: {@code ws://host:port} or {@code wss://host:port}
   * @param inboxesDirectory our store is a directory in it
   * @param ledgerPath the reference's registrations; kept in the file, not read
   */
  public record ClientsEndpoint(
      InetSocketAddress listening, String announce, Path inboxesDirectory, Path ledgerPath) {}

  /**
   * Tuning.
   *
   * @param packetForwardingInitialBackoff see {@link GatewaySettings}
   * @param packetForwardingMaximumBackoff see {@link GatewaySettings}; empty if the file doesn't
   *     say, where the reference takes 300 s and we take what {@link GatewaySettings#defaults} has
   * @param initialConnectionTimeout see {@link GatewaySettings}
   * @param presenceSendingDelay accepted and kept; the reference doesn't use it either
   * @param maximumReconnectionAttempts see {@link GatewaySettings}; unsigned 32 bits
   * @param storedMessagesFilenameLength accepted and kept; our store has no such files
   * @param messageRetrievalLimit accepted and kept; our store reads in batches of its own
   * @param cacheEntryTtl see {@link GatewaySettings}
   * @param sphinxKeyRotation see {@link GatewaySettings}; ours, so that the reference refuses a
   *     file that has it
   */
  public record DebugSection(
      Duration packetForwardingInitialBackoff,
      Optional<Duration> packetForwardingMaximumBackoff,
      Duration initialConnectionTimeout,
      Duration presenceSendingDelay,
      long maximumReconnectionAttempts,
      int storedMessagesFilenameLength,
      int messageRetrievalLimit,
      Duration cacheEntryTtl,
      Duration sphinxKeyRotation) {
    // An int of milliseconds holds it, which is what timers and sockets take.
    private static final Duration LONGEST = Duration.ofDays(24);

    // The reference takes a timeout of 0; to a socket that would mean none.
    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(1);

    /** The reference's, less what is left open. */
    public static DebugSection defaults() {
      GatewaySettings settings = GatewaySettings.defaults();
      return new DebugSection(
          settings.packetForwardingInitialBackoff(),
          Optional.empty(),
          settings.initialConnectionTimeout(),
          Duration.ofSeconds(10),
          settings.maximumReconnectionAttempts(),
          16,
          5,
          settings.cacheEntryTtl(),
          settings.sphinxKeyRotation());
    }

    /**
     * What a gateway takes of it, over the defaults of the rest; durations of more than 24 days
     * become 24 days, and a timeout of less than a millisecond one.
     */
    public GatewaySettings settings() {
      GatewaySettings defaults = GatewaySettings.defaults();
      return new GatewaySettings(
          bounded(packetForwardingInitialBackoff),
          maximumBackoff(defaults),
          atLeast(SHORTEST_TIMEOUT, bounded(initialConnectionTimeout)),
          (int) Math.min(maximumReconnectionAttempts, Integer.MAX_VALUE),
          bounded(cacheEntryTtl),
          sphinxKeyRotation,
          defaults.delivery(),
          defaults.limits(),
          defaults.egress(),
          defaults.frame(),
          defaults.admission(),
          defaults.tls(),
          defaults.proxies(),
          defaults.bandwidthForAll());
    }

    /** A first pause that is longer than our longest was asked for, and is kept. */
    private Duration maximumBackoff(GatewaySettings defaults) {
      return bounded(
          packetForwardingMaximumBackoff.orElseGet(
              () ->
                  atLeast(
                      packetForwardingInitialBackoff, defaults.packetForwardingMaximumBackoff())));
    }

    private static Duration atLeast(Duration least, Duration duration) {
      return duration.compareTo(least) < 0 ? least : duration;
    }

    private static Duration bounded(Duration duration) {
      return duration.compareTo(LONGEST) > 0 ? LONGEST : duration;
    }
  }
}
