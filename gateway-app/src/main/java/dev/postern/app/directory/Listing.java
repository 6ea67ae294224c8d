package dev.postern.app.directory;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where listed nodes take mix packets, by addresses. Immutable.
 *
 * @param mixNodes resolved, and so are the next; what has no address is left out
 * @param gateways this one may be among them
 * @param directory {@link Directory#addresses}, as they were before it was asked
 * @param versions what the entries at an address say; those that aren't in order say nothing
 */
public record Listing(
    Set<InetSocketAddress> mixNodes,
    Set<InetSocketAddress> gateways,
    List<InetAddress> directory,
    Map<InetSocketAddress, Set<NymVersion>> versions) {
  /** Copies all. */
  public Listing {
    mixNodes = Set.copyOf(mixNodes);
    gateways = Set.copyOf(gateways);
    directory = List.copyOf(directory);
    versions = Map.copyOf(versions);
  }
}
