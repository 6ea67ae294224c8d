package dev.postern.app.topology;

/**
 * A node that is not in a topology yet.
 *
 * @param node under no number of meaning
 * @param rotationId of its Sphinx key; 0 if it never was another
 */
public record SelfDescribedNode(RoutingNode node, long rotationId) {}
