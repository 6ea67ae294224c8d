package dev.postern.app.topology;

import java.util.List;
import java.util.Set;

/**
 * Which node does what in this epoch, by their numbers. Clients go by this when they choose a
 * route: three layers of mix nodes, then the gateway.
 *
 * @param epochId of 32 bits
 * @param entryGateways whose clients may be written to
 * @param exitGateways the same, and they let packets out
 * @param layers three of them; clients refuse a topology with an empty one, even if they send
 *     through none
 * @param standby do nothing now
 */
public record RewardedSet(
    long epochId,
    Set<Long> entryGateways,
    Set<Long> exitGateways,
    List<Set<Long>> layers,
    Set<Long> standby) {
  /** How many layers there are. */
  public static final int LAYERS = 3;

  /** Copies all; throws IllegalArgumentException for another number of layers. */
  public RewardedSet {
    if (layers.size() != LAYERS) {
      throw new IllegalArgumentException(layers.size() + " layers");
    }
    entryGateways = Set.copyOf(entryGateways);
    exitGateways = Set.copyOf(exitGateways);
    layers = layers.stream().map(Set::copyOf).toList();
    standby = Set.copyOf(standby);
  }
}
