package dev.postern.app;

import dev.postern.app.directory.HostPort;
import dev.postern.app.topology.NymTopology;
import dev.postern.app.topology.RoutingNode;
import dev.postern.net.FrameForm;
import dev.postern.sphinx.crypto.IdentityPublicKey;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes of a topology as next hops. The operator named them, so packets may go to them in every
 * mode and wherever they are, besides to whomever a directory lists.
 *
 * @param addresses where they take packets
 * @param form how packets for them are framed
 */
record TopologyHops(Set<InetSocketAddress> addresses, FrameForm form) {
  private static final Logger log = LoggerFactory.getLogger(TopologyHops.class);

  /** None without a topology. Blocks for some seconds if there are names in it. */
  static TopologyHops of(GatewayPlan plan) {
    NymTopology topology = plan.topology();
    return topology == null
        ? new TopologyHops(Set.of(), FrameForm.B)
        : new TopologyHops(topology.mixAddresses(), topology.frameForm());
  }

  /** Which form each of them reads. */
  Map<InetSocketAddress, FrameForm> frames() {
    Map<InetSocketAddress, FrameForm> frames = new HashMap<>();
    addresses.forEach(address -> frames.put(address, form));
    return frames;
  }

  /** Tells an operator what is in force, and what can't be meant. */
  static void tell(GatewayPlan plan) {
    NymTopology topology = plan.topology();
    if (topology == null) {
      return;
    }
    log.info("Packets also go to the nodes of the topology, which are {}", topology.nodes().size());
    IdentityPublicKey us = plan.identityKey().publicKey();
    Optional<HostPort> announced =
        Optional.ofNullable(plan.announcement())
            .flatMap(announcement -> HostPort.parse(announcement.mixHost()));
    for (RoutingNode node : topology.nodes()) {
      boolean isUs = node.identityKey().equals(us);
      if (isUs && !node.sphinxKey().equals(plan.sphinxKeys().current().publicKey())) {
        log.warn("The topology has another Sphinx key for this gateway: make a new one");
      } else if (!isUs && announced.equals(Optional.of(node.mixHost()))) {
        log.warn("The topology has another node at this gateway's address: make a new one");
      }
    }
  }
}
