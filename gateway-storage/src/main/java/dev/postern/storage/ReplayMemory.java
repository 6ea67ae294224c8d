package dev.postern.storage;

import dev.postern.sphinx.crypto.SphinxPublicKey;

/** What a gateway has seen and takes only once. Thread-safe. */
public interface ReplayMemory {
  /** The packets that were opened with a Sphinx key; one set for each key. */
  SeenTags packets(SphinxPublicKey key);

  /** Lets go of the packets of a key that opens none any more. */
  void forgetPackets(SphinxPublicKey key);

  /** The proofs by which clients have logged in. */
  SeenTags logins();
}
