package dev.postern.app.directory;

import dev.postern.net.FrameForm;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which form of mixnet frames listed nodes read. Anybody may list a node at the address of another
 * one with a version of his own invention: where two entries disagree, nothing is known.
 */
final class ListedFrames {
  private final Map<InetSocketAddress, FrameForm> known = new HashMap<>();
  private final Set<InetSocketAddress> disputed = new HashSet<>();

  /** A node, and where it takes mix packets. */
  void add(ListedNode node, Set<InetSocketAddress> sockets) {
    NymVersion.parse(node.version())
        .map(NymVersion::frameForm)
        .ifPresent(form -> sockets.forEach(socket -> add(socket, form)));
  }

  private void add(InetSocketAddress socket, FrameForm form) {
    FrameForm before = known.putIfAbsent(socket, form);
    if (before != null && before != form) {
      disputed.add(socket);
    }
  }

  /** What no entry contradicts. */
  Map<InetSocketAddress, FrameForm> agreed() {
    Map<InetSocketAddress, FrameForm> agreed = new HashMap<>(known);
    agreed.keySet().removeAll(disputed);
    return agreed;
  }
}
