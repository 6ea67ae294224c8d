package dev.postern.app.directory;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everybody whom a directory lists. Immutable.
 *
 * @param mixNodes nodes whose role is {@link ListedNode.Mixing}
 * @param gateways nodes whose role is {@link ListedNode.Serving}
 */
public record Topology(List<ListedNode> mixNodes, List<ListedNode> gateways) {
  /** Copies the lists. */
  public Topology {
    mixNodes = List.copyOf(mixNodes);
    gateways = List.copyOf(gateways);
  }

  /** The first node that claims one of our addresses under another identity. */
  public Optional<DirectoryConflict> conflictWith(Announcement ours) {
    return nodes()
        .filter(node -> !isOurs(node, ours))
        .flatMap(node -> sharedAddress(node, ours).stream())
        .findFirst();
  }

  /** Whether our own identity is listed: the last run ended without unregistering. */
  public boolean lists(Announcement ours) {
    return nodes().anyMatch(node -> isOurs(node, ours));
  }

  /** Where the nodes are, as far as names can be looked up. Blocks for some seconds. */
  Listing listing(HostLookup lookup, List<InetAddress> directory) {
    Map<String, Set<InetSocketAddress>> mixing = lookup.findEach(mixHosts(mixNodes));
    Map<String, Set<InetSocketAddress>> serving = lookup.findEach(mixHosts(gateways));
    Map<InetSocketAddress, Set<NymVersion>> versions = new HashMap<>();
    mixNodes.forEach(node -> addVersion(node, mixing, versions));
    gateways.forEach(node -> addVersion(node, serving, versions));
    return new Listing(all(mixing), all(serving), directory, versions);
  }

  private static void addVersion(
      ListedNode node,
      Map<String, Set<InetSocketAddress>> found,
      Map<InetSocketAddress, Set<NymVersion>> versions) {
    NymVersion.parse(node.version())
        .ifPresent(
            version ->
                found
                    .getOrDefault(node.mixHost(), Set.of())
                    .forEach(
                        socket ->
                            versions
                                .computeIfAbsent(socket, unused -> new HashSet<>())
                                .add(version)));
  }

  private static List<String> mixHosts(List<ListedNode> nodes) {
    return nodes.stream().map(ListedNode::mixHost).toList();
  }

  private static Set<InetSocketAddress> all(Map<String, Set<InetSocketAddress>> found) {
    return found.values().stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());
  }

  private Stream<ListedNode> nodes() {
    return Stream.concat(mixNodes.stream(), gateways.stream());
  }

  private static boolean isOurs(ListedNode node, Announcement ours) {
    return node.identityKey().equals(ours.identityKey().toBase58());
  }

  private static Optional<DirectoryConflict> sharedAddress(ListedNode node, Announcement ours) {
    if (ListedAddress.of(node.mixHost()).equals(ListedAddress.of(ours.mixHost()))) {
      return Optional.of(new DirectoryConflict(ours.mixHost(), node.identityKey()));
    }
    if (node.role() instanceof ListedNode.Serving gateway
        && ListedAddress.of(gateway.clientsHost()).equals(ListedAddress.of(ours.clientsHost()))) {
      return Optional.of(new DirectoryConflict(ours.clientsHost(), node.identityKey()));
    }
    return Optional.empty();
  }
}
