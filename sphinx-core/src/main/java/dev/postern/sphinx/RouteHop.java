package dev.postern.sphinx;

import dev.postern.sphinx.crypto.SphinxPublicKey;
import java.time.Duration;

/**
 * One node of a route that a sender chose.
 *
 * @param address where it listens
 * @param key its Sphinx key
 * @param delay how long it holds the packet; the last hop's is written nowhere
 */
public record RouteHop(NodeAddress address, SphinxPublicKey key, Duration delay) {}
