package dev.postern.net.forwarding;

import java.net.InetSocketAddress;
import java.util.Set;

/**
 * The nodes that a directory lists, by where they take mix packets. Immutable.
 *
 * @param mixNodes resolved, and so are the next
 * @param gateways of others, and perhaps this one
 * @param directoryIsLocal whether the directory is at an address that isn't globally routable, as
 *     in a network of one's own; see {@link EgressRules.ListedPrivate}
 */
public record ListedHops(
    Set<InetSocketAddress> mixNodes, Set<InetSocketAddress> gateways, boolean directoryIsLocal) {
  /** As long as no directory has answered, or where there is none. */
  public static final ListedHops NONE = new ListedHops(Set.of(), Set.of(), false);

  /** Copies the sets. */
  public ListedHops {
    mixNodes = Set.copyOf(mixNodes);
    gateways = Set.copyOf(gateways);
  }
}
