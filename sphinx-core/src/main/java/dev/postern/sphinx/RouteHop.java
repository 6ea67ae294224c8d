package dev.postern.sphinx;

import dev.postern.sphinx.crypto.SphinxPublicKey;
import java.time.Duration;

/**
 * One node of a route that a sender chose.
 *
 * @param address where it listens
 * @param key its Sphinx key
 * @param delay how long it holds the packet, 0 to 2^64 − 1 ns; the last hop's is written nowhere
 */
public record RouteHop(NodeAddress address, SphinxPublicKey key, Duration delay) {
  /** Throws IllegalArgumentException for a delay that no header can hold. */
  public RouteHop {
    Delays.toNanos(delay);
  }
}
