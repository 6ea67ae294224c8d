package dev.postern.app.topology;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.postern.app.api.HostInformation;
import dev.postern.app.api.SignedHostInformation;
import dev.postern.app.directory.BoundedHttp;
import dev.postern.app.directory.DirectoryException;
import dev.postern.app.directory.HostPort;
import dev.postern.app.directory.LogText;
import dev.postern.app.topology.JsonPlace.Unreadable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Asks running nodes what they are, over their self-described HTTP API (the later generations' spec
 * §8): Postern's, or the reference's. Who they are and where is signed by their identity, and that
 * is checked; ports and roles are not. A call takes some seconds at most.
 */
public final class NodeApi {
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_ANSWER_BYTES = 64 << 10;
  private static final int OK = 200;
  private static final int DEFAULT_MIX_PORT = 1789;

  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder().maxTokenCount(10_000).maxNestingDepth(20).build();
  private static final ObjectMapper JSON =
      JsonMapper.builder(JsonFactory.builder().streamReadConstraints(LIMITS).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final BoundedHttp http = new BoundedHttp(CALL_TIMEOUT, MAX_ANSWER_BYTES);

  /** Asks nobody yet. */
  public NodeApi() {}

  /**
   * Asks one node.
   *
   * @param base such as {@code http://127.0.0.1:8080}, with no path
   * @throws TopologyException in one line that names the address
   */
  public SelfDescribedNode describe(URI base) throws TopologyException {
    HostInformation host = hostInformation(base);
    if (host.addresses().isEmpty()) {
      throw refuse(base, "host-information", "it names no address");
    }
    try {
      Set<SupportedRole> roles = roles(required(base, "roles"));
      Optional<EntryDetails> entry =
          roles.contains(SupportedRole.MIXNET_ENTRY)
              ? Optional.of(
                  entry(host, required(base, "gateway/client-interfaces/mixnet-websockets")))
              : Optional.empty();
      InetAddress address = host.addresses().get(0);
      HostPort mixHost = new HostPort(address.getHostAddress(), mixPort(base));
      return new SelfDescribedNode(
          new RoutingNode(0, mixHost, entry, host.identityKey(), host.sphinxKey(), roles),
          host.rotationId());
    } catch (Unreadable e) {
      throw new TopologyException("%s: %s".formatted(base, e.message()));
    }
  }

  private HostInformation hostInformation(URI base) throws TopologyException {
    HttpResponse<byte[]> answer = get(base, "host-information");
    if (answer.statusCode() != OK) {
      throw refuse(base, "host-information", "it answered with status " + answer.statusCode());
    }
    try {
      return SignedHostInformation.read(answer.body());
    } catch (IllegalArgumentException e) {
      throw refuse(base, "host-information", String.valueOf(e.getMessage()));
    }
  }

  private JsonPlace required(URI base, String document) throws TopologyException {
    HttpResponse<byte[]> answer = get(base, document);
    if (answer.statusCode() != OK) {
      throw refuse(base, document, "it answered with status " + answer.statusCode());
    }
    return json(base, document, answer.body());
  }

  private HttpResponse<byte[]> get(URI base, String document) throws TopologyException {
    URI uri = URI.create(base + "/api/v1/" + document);
    try {
      return http.send(HttpRequest.newBuilder(uri).header("Accept", "application/json").build());
    } catch (DirectoryException e) {
      throw new TopologyException(
          "no answer from %s: %s; is the node running, and is this the address of its API ([api])?"
              .formatted(base, LogText.oneLine(String.valueOf(e.getMessage()))));
    }
  }

  private static TopologyException refuse(URI base, String document, String why) {
    return new TopologyException("%s: its %s can't be used: %s".formatted(base, document, why));
  }

  private static JsonPlace json(URI base, String document, byte[] body) throws TopologyException {
    try {
      return new JsonPlace(JSON.readTree(body), document);
    } catch (IOException e) {
      throw refuse(base, document, "it is not JSON");
    }
  }

  private static Set<SupportedRole> roles(JsonPlace place) {
    Set<SupportedRole> roles = EnumSet.noneOf(SupportedRole.class);
    if (place.at("mixnode_enabled").truth()) {
      roles.add(SupportedRole.MIXNODE);
    }
    if (place.at("gateway_enabled").truth()) {
      roles.add(SupportedRole.MIXNET_ENTRY);
      if (place.at("network_requester_enabled").truth()
          && place.at("ip_packet_router_enabled").truth()) {
        roles.add(SupportedRole.MIXNET_EXIT);
      }
    }
    return roles;
  }

  private static EntryDetails entry(HostInformation host, JsonPlace ports) {
    JsonPlace wssPort = ports.at("wss_port");
    return new EntryDetails(
        host.addresses(),
        ports.at("ws_port").port(),
        host.hostname(),
        wssPort.isAbsent() ? OptionalInt.empty() : OptionalInt.of(wssPort.port()));
  }

  /** The one document that a node may do without. */
  private int mixPort(URI base) throws TopologyException {
    HttpResponse<byte[]> answer = get(base, "auxiliary-details");
    if (answer.statusCode() != OK) {
      return DEFAULT_MIX_PORT;
    }
    JsonPlace ports = json(base, "auxiliary-details", answer.body()).at("announce_ports");
    if (ports.isAbsent() || ports.at("mix_port").isAbsent()) {
      return DEFAULT_MIX_PORT;
    }
    return ports.at("mix_port").port();
  }
}
