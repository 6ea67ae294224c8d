package dev.postern.app;

import java.io.IOException;

/**
 * Where a gateway that rotates its Sphinx key keeps what must survive it. Called by one thread at a
 * time, never by one that carries traffic.
 */
public interface SphinxKeyStore {
  /**
   * Makes these the keys that the next start begins with. When it returns they are durable. When it
   * throws, or the process is killed in it, what is kept has still every private key that was
   * current or retiring before, the current one among them as one of the two.
   */
  void save(SphinxKeys keys) throws IOException;

  /**
   * Whether somebody wants a rotation now; so until {@link #save} was given another current key.
   */
  default boolean rotationIsAsked() {
    return false;
  }
}
