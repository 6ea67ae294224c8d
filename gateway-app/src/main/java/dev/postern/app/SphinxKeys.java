package dev.postern.app;

import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.time.Instant;
import java.util.Optional;

/**
 * The Sphinx keys of a gateway that rotates them: the one that it announces, and for a while the
 * one before. Immutable. Prints nothing secret.
 *
 * @param current what senders wrap packets for
 * @param since when it came into use; empty if nobody wrote that down
 * @param retiring the one before, if packets for it are still accepted
 */
public record SphinxKeys(
    SphinxPrivateKey current, Optional<Instant> since, Optional<Retiring> retiring) {
  /**
   * A key that senders are leaving.
   *
   * @param key of which packets are accepted
   * @param until when; empty as long as the directory may still list this key
   */
  public record Retiring(SphinxPrivateKey key, Optional<Instant> until) {
    boolean isOverAt(Instant now) {
      return until.isPresent() && !now.isBefore(until.get());
    }
  }

  /** One key of unknown age. */
  public static SphinxKeys of(SphinxPrivateKey current) {
    return new SphinxKeys(current, Optional.empty(), Optional.empty());
  }

  SphinxKeys since(Instant time) {
    return new SphinxKeys(current, Optional.of(time), retiring);
  }

  SphinxKeys rotated(SphinxPrivateKey fresh, Instant now) {
    return new SphinxKeys(
        fresh, Optional.of(now), Optional.of(new Retiring(current, Optional.empty())));
  }

  SphinxKeys retiringUntil(Instant time) {
    return new SphinxKeys(
        current, since, retiring.map(before -> new Retiring(before.key(), Optional.of(time))));
  }

  SphinxKeys withoutRetiring() {
    return new SphinxKeys(current, since, Optional.empty());
  }

  /** The one before, as long as it is accepted. */
  Optional<SphinxPrivateKey> acceptedAt(Instant now) {
    return retiring.filter(before -> !before.isOverAt(now)).map(Retiring::key);
  }
}
