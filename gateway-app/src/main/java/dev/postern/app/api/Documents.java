package dev.postern.app.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.app.directory.AnnouncedEndpoints;
import dev.postern.app.directory.Announcement;
import dev.postern.app.directory.HostLookup;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the API shows: nothing that is not announced anyway. Everything is made from the
 * configuration and the public keys, so an answer costs nothing but a signature when a key or an
 * address is new. Thread-safe; nothing blocks.
 */
public final class Documents {
  private static final String V1 = "/api/v1/";
  private static final String UNKNOWN = "unknown";

  private final Announcement announcement;
  private final IdentityPrivateKey identity;
  private final Supplier<SphinxKeyState> sphinxKey;
  private final Duration keyRotation;
  private final OptionalInt plainClientsPort;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final long startedAt;
  private final AnnouncedEndpoints announced;
  private final AnnouncedAddresses addresses;
  private final Map<String, Supplier<Optional<byte[]>>> documents =
      Map.of(
          V1 + "health", this::health,
          V1 + "host-information", this::hostInformation,
          V1 + "build-information", Documents::buildInformation,
          V1 + "roles", Documents::roles,
          V1 + "gateway/client-interfaces/mixnet-websockets", this::webSockets,
          V1 + "auxiliary-details", this::auxiliaryDetails,
          V1 + "epoch/key-rotation-info", this::keyRotationInfo);

  private volatile @Nullable Signed signed;

  /** The last thing that was signed, and its answer. */
  @SuppressWarnings("ArrayRecordComponent") // compared by what was signed
  private record Signed(HostInformation information, byte[] answer) {}

  /**
   * Of one gateway.
   *
   * @param announcement what it is announced as; its Sphinx key doesn't count
   * @param sphinxKey the one of the moment
   * @param keyRotation how old a Sphinx key gets; zero if there is no saying
   * @param plainClientsPort where clients are taken without TLS, if they are
   * @param nanoTime as {@link System#nanoTime}
   */
  public Documents(
      Announcement announcement,
      IdentityPrivateKey identity,
      Supplier<SphinxKeyState> sphinxKey,
      Duration keyRotation,
      OptionalInt plainClientsPort,
      Clock clock,
      LongSupplier nanoTime) {
    this.announcement = announcement;
    this.identity = identity;
    this.sphinxKey = sphinxKey;
    this.keyRotation = keyRotation;
    this.plainClientsPort = plainClientsPort;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.startedAt = nanoTime.getAsLong();
    this.announced = AnnouncedEndpoints.of(announcement);
    this.addresses = new AnnouncedAddresses(announced, new HostLookup(), nanoTime);
    List<InetAddress> unused = addresses.now(); // begins to look
  }

  /** Whether there is such a document. */
  boolean has(String path) {
    return documents.containsKey(path);
  }

  /** Its JSON; empty as long as it can't be told, or if there is no such document. */
  Optional<byte[]> read(String path) {
    return documents.getOrDefault(path, Optional::empty).get();
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static Optional<byte[]> json(ObjectNode object) {
    return Optional.of(object.toString().getBytes(StandardCharsets.UTF_8));
  }

  private Optional<byte[]> health() {
    long uptime = Duration.ofNanos(nanoTime.getAsLong() - startedAt).toSeconds();
    return json(object().put("status", "up").put("uptime", uptime));
  }

  private Optional<byte[]> hostInformation() {
    List<InetAddress> found = addresses.now();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    SphinxKeyState now = sphinxKey.get();
    HostInformation information =
        new HostInformation(
            found, announced.hostname(), identity.publicKey(), now.key(), now.rotationId());
    Signed last = signed;
    if (last == null || !last.information().equals(information)) {
      last = new Signed(information, SignedHostInformation.sign(information, identity));
      signed = last;
    }
    return Optional.of(last.answer());
  }

  /** The fields are those of a Rust program; who asks needs them all, and reads the version. */
  private static Optional<byte[]> buildInformation() {
    String version = Documents.class.getPackage().getImplementationVersion();
    return json(
        object()
            .put("binary_name", "postern")
            .put("build_timestamp", UNKNOWN)
            .put("build_version", version == null ? UNKNOWN : version)
            .put("commit_sha", UNKNOWN)
            .put("commit_timestamp", UNKNOWN)
            .put("commit_branch", UNKNOWN)
            .put("rustc_version", "none")
            .put("rustc_channel", "none")
            .put("cargo_profile", "none")
            .put("cargo_triple", "java"));
  }

  private static Optional<byte[]> roles() {
    return json(
        object()
            .put("mixnode_enabled", false)
            .put("gateway_enabled", true)
            .put("network_requester_enabled", false)
            .put("ip_packet_router_enabled", false));
  }

  private Optional<byte[]> webSockets() {
    OptionalInt plain = announced.webSocketPort(plainClientsPort);
    if (plain.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode ports = object();
    port(ports, "ws_port", plain);
    port(ports, "wss_port", announced.secureWebSocketPort());
    return json(ports);
  }

  private Optional<byte[]> auxiliaryDetails() {
    ObjectNode details = object();
    details.put("location", country(announcement.location()).orElse(null));
    ObjectNode ports = details.putObject("announce_ports");
    ports.putNull("verloc_port");
    port(
        ports,
        "mix_port",
        announced.mix().map(host -> OptionalInt.of(host.port())).orElse(OptionalInt.empty()));
    details.put("accepted_operator_terms_and_conditions", false);
    return json(details);
  }

  private static void port(ObjectNode ports, String field, OptionalInt port) {
    if (port.isPresent()) {
      ports.put(field, port.getAsInt());
    } else {
      ports.putNull(field);
    }
  }

  /** Two letters of ISO 3166, if the free text is that. */
  private static Optional<String> country(String location) {
    String upper = location.strip().toUpperCase(Locale.ROOT);
    return Optional.of(upper).filter(Arrays.asList(Locale.getISOCountries())::contains);
  }

  private Optional<byte[]> keyRotationInfo() {
    return json(KeyRotationInfo.of(sphinxKey.get(), keyRotation, clock.instant()));
  }
}
