package dev.postern.app.directory;

import dev.postern.net.FrameForm;
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
 * @param frames which form of mixnet frames they read, by their versions; one of an unreadable
 *     version isn't in it, nor one of which two entries say different things
 */
public record Listing(
    Set<InetSocketAddress> mixNodes,
    Set<InetSocketAddress> gateways,
    List<InetAddress> directory,
    Map<InetSocketAddress, FrameForm> frames) {
  /** Copies all. */
  public Listing {
    mixNodes = Set.copyOf(mixNodes);
    gateways = Set.copyOf(gateways);
    directory = List.copyOf(directory);
    frames = Map.copyOf(frames);
  }
}
