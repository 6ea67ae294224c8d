package dev.postern.app.topology;

import java.time.Instant;

/**
 * Of when a topology is.
 *
 * @param keyRotationId of the Sphinx keys in it, by whose parity clients name them; 2^32 − 1 for
 *     keys of which nothing is said
 * @param absoluteEpochId of 32 bits
 * @param refreshedAt when it was made
 */
public record TopologyMetadata(long keyRotationId, long absoluteEpochId, Instant refreshedAt) {
  /** The rotation id of keys of which nothing is said. */
  public static final long NO_ROTATION = (1L << Integer.SIZE) - 1;
}
