package dev.postern.net.mixnet;

import dev.postern.net.SphinxKeyRotation;
import dev.postern.sphinx.InPlaceUnwrapper;
import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.SphinxPublicKey;

/**
 * What opens packets with one key on one event loop. Not thread-safe.
 *
 * @param role which of the node's keys it is
 * @param key public half of it
 * @param rotation what frames call it
 * @param unwrapper takes layers off
 * @param guard knows what it has opened before
 */
record Opening(
    MixnetMetrics.OpenedWith role,
    SphinxPublicKey key,
    SphinxKeyRotation rotation,
    InPlaceUnwrapper unwrapper,
    ReplayGuard guard) {
  static Opening with(NodeKeys.OpeningKey key, MixnetMetrics.OpenedWith role, CryptoEngine engine) {
    return new Opening(
        role,
        key.key().publicKey(),
        key.rotation(),
        new InPlaceUnwrapper(key.key(), engine),
        new ReplayGuard(key.seen()));
  }
}
