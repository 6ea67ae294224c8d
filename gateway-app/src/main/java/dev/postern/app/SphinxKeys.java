package dev.postern.app;

import dev.postern.net.SphinxKeyRotation;
import dev.postern.net.mixnet.NodeKeys;
import dev.postern.net.mixnet.NodeKeys.NodeKey;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.time.Instant;
import java.util.Optional;

/**
 * The Sphinx keys of a gateway that rotates them: the one that it announces, and for a while the
 * one before. Immutable. Prints nothing secret.
 *
 * @param current what senders wrap packets for
 * @param rotationId which one it is, counted from the first on, which is 0; an unsigned 32-bit
 *     number, by whose parity senders of the later generations name the key ({@link
 *     SphinxKeyRotation})
 * @param since when it came into use; empty if nobody wrote that down
 * @param retiring the one before, if packets for it are still accepted
 */
public record SphinxKeys(
    SphinxPrivateKey current,
    long rotationId,
    Optional<Instant> since,
    Optional<Retiring> retiring) {
  private static final long LAST_WITH_A_PARITY = (1L << Integer.SIZE) - 2;

  /**
   * A key that senders are leaving.
   *
   * @param key of which packets are accepted
   * @param rotationId which one it is
   * @param until when; empty as long as the directory may still list this key
   */
  public record Retiring(SphinxPrivateKey key, long rotationId, Optional<Instant> until) {
    /** Throws IllegalArgumentException for an id that there is none. */
    public Retiring {
      SphinxKeyRotation unused = SphinxKeyRotation.ofId(rotationId);
    }

    boolean isOverAt(Instant now) {
      return until.isPresent() && !now.isBefore(until.get());
    }
  }

  /** Throws IllegalArgumentException for an id that there is none. */
  public SphinxKeys {
    SphinxKeyRotation unused = SphinxKeyRotation.ofId(rotationId);
  }

  /** One key of unknown age, the first. */
  public static SphinxKeys of(SphinxPrivateKey current) {
    return new SphinxKeys(current, 0, Optional.empty(), Optional.empty());
  }

  /** The id after another: of the other parity, and never one without. */
  public static long rotationIdAfter(long rotationId) {
    return rotationId >= LAST_WITH_A_PARITY ? 1 : rotationId + 1;
  }

  SphinxKeys since(Instant time) {
    return new SphinxKeys(current, rotationId, Optional.of(time), retiring);
  }

  SphinxKeys rotated(SphinxPrivateKey fresh, Instant now) {
    return new SphinxKeys(
        fresh,
        rotationIdAfter(rotationId),
        Optional.of(now),
        Optional.of(new Retiring(current, rotationId, Optional.empty())));
  }

  SphinxKeys retiringUntil(Instant time) {
    return new SphinxKeys(
        current,
        rotationId,
        since,
        retiring.map(before -> new Retiring(before.key(), before.rotationId(), Optional.of(time))));
  }

  SphinxKeys withoutRetiring() {
    return new SphinxKeys(current, rotationId, since, Optional.empty());
  }

  /** The one before, as long as it is accepted. */
  Optional<Retiring> acceptedAt(Instant now) {
    return retiring.filter(before -> !before.isOverAt(now));
  }

  /** Has packets opened with these keys and no others from now on. Reads from the disk. */
  void openWith(NodeKeys nodeKeys, Instant now) {
    nodeKeys.use(
        nodeKey(current, rotationId),
        acceptedAt(now).map(before -> nodeKey(before.key(), before.rotationId())));
  }

  private static NodeKey nodeKey(SphinxPrivateKey key, long rotationId) {
    return new NodeKey(key, SphinxKeyRotation.ofId(rotationId));
  }
}
