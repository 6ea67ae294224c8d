package dev.postern.sphinx;

import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.util.Arrays;

/**
 * Takes one layer off a packet: the friendly form of {@link InPlaceUnwrapper}. Safe for use by many
 * threads; each has its own cipher objects.
 */
public final class SphinxUnwrapper {
  private final ThreadLocal<InPlaceUnwrapper> unwrappers;

  /** For a node's key, over an engine. */
  public SphinxUnwrapper(SphinxPrivateKey key, CryptoEngine engine) {
    unwrappers = ThreadLocal.withInitial(() -> new InPlaceUnwrapper(key, engine));
  }

  /** Copies the packet, takes a layer off, and says what was under it. */
  public UnwrappedPacket unwrap(byte[] packet) throws InvalidPacketException {
    InPlaceUnwrapper unwrapper = unwrappers.get();
    byte[] buffer = packet.clone();
    return switch (unwrapper.unwrap(buffer, 0, buffer.length)) {
      case FORWARD -> new ForwardHop(unwrapper.nextHopBytes(), unwrapper.delay(), buffer);
      case FINAL -> {
        int start = unwrapper.messageOffset();
        byte[] message = Arrays.copyOfRange(buffer, start, start + unwrapper.messageBytes());
        yield new FinalHop(unwrapper.destination(), unwrapper.identifier(), message);
      }
    };
  }
}
