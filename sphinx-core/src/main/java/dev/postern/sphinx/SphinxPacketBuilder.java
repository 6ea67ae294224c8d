package dev.postern.sphinx;

import dev.postern.sphinx.crypto.CryptoEngine;
import java.security.SecureRandom;
import java.util.List;

/** Makes packets and SURBs for routes of 1 to 5 hops (spec §2). Safe for use by many threads. */
public final class SphinxPacketBuilder {
  /** With the randomness that secrets and padding come from. */
  public SphinxPacketBuilder(CryptoEngine engine, SecureRandom random) {
    throw new UnsupportedOperationException();
  }

  /**
   * A packet with a fresh secret. Throws IllegalArgumentException if message or route don't fit.
   */
  public byte[] build(
      PacketSize size,
      List<RouteHop> route,
      DestinationAddress destination,
      byte[] identifier,
      byte[] message) {
    throw new UnsupportedOperationException();
  }

  /** A single-use reply block with a fresh secret. */
  public Surb surb(List<RouteHop> route, DestinationAddress destination, byte[] identifier) {
    throw new UnsupportedOperationException();
  }
}
