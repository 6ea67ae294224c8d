package dev.postern.net.mixnet;

import dev.postern.net.SphinxKeyRotation;
import dev.postern.net.mixnet.MixnetMetrics.OpenedWith;
import dev.postern.sphinx.crypto.CryptoEngine;
import org.jspecify.annotations.Nullable;

/**
 * What opens packets on one event loop: one {@link Opening} for each of the node's keys, as they
 * are at the moment. Shared by all that packets come from on the loop, and used on it only.
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
    this.current = Opening.with(ring.current(), OpenedWith.CURRENT, engine);
    this.retiring = retiring(ring);
  }

  /**
   * What to try first: the key of that rotation if there are two and its frame says so, else the
   * current one. The keys are those of this moment until the next call.
   */
  Opening first(SphinxKeyRotation said) {
    NodeKeys.Ring now = keys.ring();
    if (now != ring) {
      current = Opening.with(now.current(), OpenedWith.CURRENT, engine);
      retiring = retiring(now);
      ring = now;
    }
    Opening before = retiring;
    return before == null
            || said == SphinxKeyRotation.UNKNOWN
            || said == current.rotation()
            || said != before.rotation()
        ? current
        : before;
  }

  /** What to try if {@link #first} doesn't open it; null except during an overlap. */
  @Nullable Opening other(Opening first) {
    return first.role() == OpenedWith.CURRENT ? retiring : current;
  }

  private @Nullable Opening retiring(NodeKeys.Ring from) {
    return from.retiring().map(key -> Opening.with(key, OpenedWith.RETIRING, engine)).orElse(null);
  }
}
