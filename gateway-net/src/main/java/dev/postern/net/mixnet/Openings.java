package dev.postern.net.mixnet;

import dev.postern.sphinx.crypto.CryptoEngine;
import org.jspecify.annotations.Nullable;

/**
 * What opens packets on one event loop: one {@link Opening} for each of the node's keys, as they
 * are at the moment. Shared by the connections of the loop, and used on it only.
 */
final class Openings {
  private final NodeKeys keys;
  private final CryptoEngine engine;

  private NodeKeys.Ring ring; // that the two are made for
  private Opening current;
  private @Nullable Opening retiring;

  Openings(NodeKeys keys, CryptoEngine engine) {
    this.keys = keys;
    this.engine = engine;
    this.ring = keys.ring();
    this.current = Opening.with(ring.current(), engine);
    this.retiring = made(ring);
  }

  /** For most packets. From here on until the next call there is no other retiring one. */
  Opening current() {
    NodeKeys.Ring now = keys.ring();
    if (now != ring) {
      current = Opening.with(now.current(), engine);
      retiring = made(now);
      ring = now;
    }
    return current;
  }

  /** For packets that the {@link #current} one doesn't open; null except during an overlap. */
  @Nullable Opening retiring() {
    return retiring;
  }

  private @Nullable Opening made(NodeKeys.Ring from) {
    return from.retiring().map(key -> Opening.with(key, engine)).orElse(null);
  }
}
