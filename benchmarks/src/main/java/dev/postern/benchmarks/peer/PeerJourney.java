package dev.postern.benchmarks.peer;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.RouteHop;
import java.util.ArrayList;
import java.util.List;

/**
 * What a sender chose, with the keys of its nodes.
 *
 * @param hops the route
 * @param destination who is at its end
 * @param identifier the SURB identifier, of 16 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // values handed over, never compared
record PeerJourney(List<PeerHop> hops, DestinationAddress destination, byte[] identifier) {
  List<RouteHop> route() {
    return hops.stream().map(PeerHop::routeHop).toList();
  }

  boolean isLast(int hop) {
    return hop == hops.size() - 1;
  }

  /** With what the packet is after each hop but the last. */
  PeerJourney withDigests(List<byte[]> digests) {
    List<PeerHop> changed = new ArrayList<>(hops);
    for (int i = 0; i < digests.size(); i++) {
      changed.set(i, hops.get(i).withDigest(digests.get(i)));
    }
    return new PeerJourney(List.copyOf(changed), destination, identifier);
  }
}
