package dev.postern.net.forwarding;

import dev.postern.net.FrameForm;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;

/**
 * The nodes that a directory lists, by where they take mix packets. Immutable.
 *
 * @param mixNodes resolved, and so are the next
 * @param gateways of others, and perhaps this one
 * @param directoryIsLocal whether the directory is at an address that isn't globally routable, as
 *     in a network of one's own; see {@link EgressRules.ListedPrivate}
 * @param frames which form of frames they read, as far as the list tells
 */
public record ListedHops(
    Set<InetSocketAddress> mixNodes,
    Set<InetSocketAddress> gateways,
    boolean directoryIsLocal,
    Map<InetSocketAddress, FrameForm> frames) {
  /** As long as no directory has answered, or where there is none. */
  public static final ListedHops NONE = new ListedHops(Set.of(), Set.of(), false);

  /** Copies the collections. */
  public ListedHops {
    mixNodes = Set.copyOf(mixNodes);
    gateways = Set.copyOf(gateways);
    frames = Map.copyOf(frames);
  }

  /** By a list that tells nothing of frames. */
  public ListedHops(
      Set<InetSocketAddress> mixNodes, Set<InetSocketAddress> gateways, boolean directoryIsLocal) {
    this(mixNodes, gateways, directoryIsLocal, Map.of());
  }
}
