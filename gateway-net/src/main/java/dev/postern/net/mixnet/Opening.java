package dev.postern.net.mixnet;

import dev.postern.sphinx.InPlaceUnwrapper;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.SphinxPublicKey;

/**
 * What opens packets with one key on one event loop. Not thread-safe.
 *
 * @param key public half of it
 * @param unwrapper takes layers off
 * @param guard knows what it has opened before
 */
record Opening(SphinxPublicKey key, InPlaceUnwrapper unwrapper, ReplayGuard guard) {
  static Opening with(NodeKeys.NodeKey key, CryptoEngine engine) {
    return new Opening(
        key.key().publicKey(),
        new InPlaceUnwrapper(key.key(), engine),
        new ReplayGuard(key.seen()));
  }
}
