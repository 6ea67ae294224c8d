package dev.postern.app.topology;

import dev.postern.sphinx.crypto.IdentityPublicKey;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes a topology of nodes that somebody has found. */
public final class NewTopology {
  private static final Duration EPOCH = Duration.ofHours(1); // as our key-rotation-info counts

  private NewTopology() {}

  /**
   * All gateways are entries. Mix nodes are dealt to the three layers in turn. Clients refuse a
   * topology with an empty layer even if they send through none, so without mix nodes the gateways
   * stand there: for clients whose mix hops are switched off.
   *
   * @param now when it is made
   * @throws TopologyException if there is no gateway, a node twice, or one that nobody can reach
   */
  public static NymTopology of(List<SelfDescribedNode> found, Instant now)
      throws TopologyException {
    List<RoutingNode> nodes = new ArrayList<>();
    Set<IdentityPublicKey> identities = new HashSet<>();
    for (SelfDescribedNode one : found) {
      RoutingNode node = one.node().withNodeId(nodes.size() + 1L);
      if (!identities.add(node.identityKey())) {
        throw new TopologyException(node.identityKey() + " was named twice; name each node once");
      }
      requireReachable(node);
      nodes.add(node);
    }
    Set<Long> gateways = ids(nodes, SupportedRole.MIXNET_ENTRY);
    if (gateways.isEmpty()) {
      throw new TopologyException("no gateway was named; clients need one to connect to");
    }
    Set<Long> mixes = ids(nodes, SupportedRole.MIXNODE);
    mixes.removeAll(gateways);
    long epoch = now.getEpochSecond() / EPOCH.toSeconds();
    return new NymTopology(
        Optional.of(
            new TopologyMetadata(keyRotationId(found), epoch, now.truncatedTo(ChronoUnit.SECONDS))),
        new RewardedSet(epoch, gateways, Set.of(), layers(mixes, gateways), Set.of()),
        nodes);
  }

  private static Set<Long> ids(List<RoutingNode> nodes, SupportedRole role) {
    Set<Long> ids = new HashSet<>();
    nodes.stream()
        .filter(node -> node.supportedRoles().contains(role))
        .forEach(node -> ids.add(node.nodeId()));
    return ids;
  }

  private static void requireReachable(RoutingNode node) throws TopologyException {
    boolean isNowhere =
        !node.mixHost().isName() && node.mixHost().literal().getAddress().isAnyLocalAddress();
    boolean isForNobody =
        node.entry()
            .map(entry -> entry.ipAddresses().stream().anyMatch(InetAddress::isAnyLocalAddress))
            .orElse(false);
    if (isNowhere || isForNobody) {
      throw new TopologyException(
          "%s announces an address that stands for all of its machine's: %s; announce one of them (--mix-announce-host, --clients-announce-host)"
              .formatted(node.identityKey(), node.mixHost().text()));
    }
  }

  private static List<Set<Long>> layers(Set<Long> mixes, Set<Long> gateways) {
    if (mixes.isEmpty()) {
      return List.of(gateways, gateways, gateways);
    }
    List<Long> inOrder = mixes.stream().sorted().toList();
    List<Set<Long>> layers = List.of(new HashSet<>(), new HashSet<>(), new HashSet<>());
    for (int i = 0; i < Math.max(inOrder.size(), RewardedSet.LAYERS); i++) {
      layers.get(i % RewardedSet.LAYERS).add(inOrder.get(i % inOrder.size()));
    }
    return layers;
  }

  /** The one that all have in common: clients name the keys of all nodes by it. */
  private static long keyRotationId(List<SelfDescribedNode> found) {
    Set<Long> ids = new HashSet<>();
    found.forEach(node -> ids.add(node.rotationId()));
    long first = found.get(0).rotationId();
    return ids.size() == 1 && first != 0 ? first : TopologyMetadata.NO_ROTATION;
  }
}
