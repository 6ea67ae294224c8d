package dev.postern.app.topology;

import com.google.common.net.HostAndPort;
import dev.postern.app.directory.HostPort;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The topology files of 2023 and 2024 (releases v1.1.2x to v2024.12).
 *
 * <pre>
 *  { mixnodes: { "1": [ mix ], "2": …, "3": … }, gateways: [ gateway ] }
 *  mix      mixId, host, mixPort = 1789, identityKey, sphinxKey, layer
 *  gateway  host, explicitIp?, mixPort = 1789, clientsWsPort = 9000, clientsWssPort?,
 *           identityKey, sphinxKey
 * </pre>
 *
 * Names of fields may also be written with underscores. Gateways have no numbers there; here they
 * get those after the mix nodes'.
 */
final class OlderTopology {
  private static final int MIX_PORT = 1789;
  private static final int CLIENTS_PORT = 9000;

  private OlderTopology() {}

  static NymTopology read(JsonPlace top) {
    List<RoutingNode> nodes = new ArrayList<>();
    List<Set<Long>> layers = List.of(new HashSet<>(), new HashSet<>(), new HashSet<>());
    for (JsonPlace layer : top.at("mixnodes").fields()) {
      for (JsonPlace mix : layer.elements()) {
        RoutingNode node = mix(mix);
        nodes.add(node);
        int number = (int) mix.at("layer").number(1, RewardedSet.LAYERS);
        layers.get(number - 1).add(node.nodeId());
      }
    }
    Set<Long> gateways = new HashSet<>();
    long next = 1 + nodes.stream().mapToLong(RoutingNode::nodeId).max().orElse(0);
    for (JsonPlace gateway : top.at("gateways").elements()) {
      nodes.add(gateway(gateway, next));
      gateways.add(next++);
    }
    return new NymTopology(
        Optional.empty(), new RewardedSet(0, gateways, Set.of(), layers, Set.of()), nodes);
  }

  private static RoutingNode mix(JsonPlace place) {
    return new RoutingNode(
        place.atOneOf("mixId", "mix_id").number(0, JsonPlace.UNSIGNED_32),
        mixHost(place, place.at("host").text()),
        Optional.empty(),
        TopologyReader.identityKey(place.atOneOf("identityKey", "identity_key")),
        SphinxPublicKey.fromBytes(place.atOneOf("sphinxKey", "sphinx_key").key()),
        EnumSet.of(SupportedRole.MIXNODE));
  }

  private static RoutingNode gateway(JsonPlace place, long number) {
    String host = place.at("host").text();
    JsonPlace explicitIp = place.atOneOf("explicitIp", "explicit_ip");
    Optional<InetAddress> ip =
        explicitIp.isAbsent() ? Optional.empty() : Optional.of(explicitIp.address());
    HostPort mixHost = mixHost(place, ip.map(InetAddress::getHostAddress).orElse(host));
    JsonPlace wssPort = place.atOneOf("clientsWssPort", "clients_wss_port");
    EntryDetails entry =
        new EntryDetails(
            mixHost.isName() ? List.of() : List.of(mixHost.literal().getAddress()),
            port(place.atOneOf("clientsWsPort", "clients_ws_port", "clients_port"), CLIENTS_PORT),
            Optional.of(host).filter(name -> mixHost.isName() || ip.isPresent()),
            wssPort.isAbsent() ? OptionalInt.empty() : OptionalInt.of(wssPort.port()));
    return new RoutingNode(
        number,
        mixHost,
        Optional.of(entry),
        TopologyReader.identityKey(place.atOneOf("identityKey", "identity_key")),
        SphinxPublicKey.fromBytes(place.atOneOf("sphinxKey", "sphinx_key").key()),
        EnumSet.of(SupportedRole.MIXNET_ENTRY));
  }

  private static HostPort mixHost(JsonPlace place, String host) {
    int port = port(place.atOneOf("mixPort", "mix_port"), MIX_PORT);
    try {
      return HostPort.parse(HostAndPort.fromParts(host, port).toString())
          .orElseThrow(() -> place.at("host").isNot("an IP address or a name"));
    } catch (IllegalArgumentException e) { // it has a port already
      throw place.at("host").isNot("an IP address or a name");
    }
  }

  private static int port(JsonPlace place, int otherwise) {
    return place.isAbsent() ? otherwise : place.port();
  }
}
