package dev.postern.app.topology;

import dev.postern.app.directory.HostLookup;
import dev.postern.net.FrameForm;
import dev.postern.net.SphinxKeyRotation;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A network as its clients know it. Immutable.
 *
 * @param metadata of when it is, if the file says so
 * @param rewardedSet which node does what
 * @param nodes each with a number of its own
 */
public record NymTopology(
    Optional<TopologyMetadata> metadata, RewardedSet rewardedSet, List<RoutingNode> nodes) {
  /** Copies the list. */
  public NymTopology {
    nodes = List.copyOf(nodes);
  }

  /**
   * How packets for these nodes are framed. Whoever is in such a file reads the form of Nym 1.1;
   * and the newest one, if the network says which of its keys are in use.
   */
  public FrameForm frameForm() {
    boolean rotates =
        metadata
            .map(known -> SphinxKeyRotation.ofId(known.keyRotationId()))
            .filter(rotation -> rotation != SphinxKeyRotation.UNKNOWN)
            .isPresent();
    return rotates ? FrameForm.C : FrameForm.B;
  }

  /** Where these nodes take packets. Blocks for some seconds if there are names among them. */
  public Set<InetSocketAddress> mixAddresses() {
    return new HostLookup().find(nodes.stream().map(node -> node.mixHost().text()).toList());
  }
}
