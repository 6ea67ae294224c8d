/**
 * A network in a file: what today's clients take as a custom network, for networks of one's own
 * that no directory lists.
 *
 * <pre>
 *  file ──── TopologyReader ──▶ NymTopology ──▶ where packets may go, and how they are framed
 *              JsonPlace          RewardedSet, RoutingNode, EntryDetails
 *              OlderTopology          │
 *                                     └── TopologyWriter ──▶ file, in a TopologyForm
 *  NodeApi ─▶ SelfDescribedNode ─▶ NewTopology ──▶ NymTopology
 *  HTTP
 * </pre>
 */
@NullMarked
package dev.postern.app.topology;

import org.jspecify.annotations.NullMarked;
