package dev.postern.sphinx;

import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.SphinxPrivateKey;

/**
 * Takes one layer off a packet: the friendly form of {@link InPlaceUnwrapper}. Safe for use by many
 * threads.
 */
public final class SphinxUnwrapper {
  /** For a node's key, over an engine. */
  public SphinxUnwrapper(SphinxPrivateKey key, CryptoEngine engine) {
    throw new UnsupportedOperationException();
  }

  /** Copies the packet, takes a layer off, and says what was under it. */
  public UnwrappedPacket unwrap(byte[] packet) throws InvalidPacketException {
    throw new UnsupportedOperationException();
  }
}
