package dev.postern.benchmarks.load;

import dev.postern.sphinx.crypto.IdentityPublicKey;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import java.net.InetSocketAddress;

/**
 * A gateway, as its clients and the mixes before it know it.
 *
 * @param mixnet where it takes packets
 * @param clients where it takes WebSockets
 * @param sphinxKey that the last layer of a packet is wrapped for
 * @param identity that it proves in a registration
 */
record Target(
    InetSocketAddress mixnet,
    InetSocketAddress clients,
    SphinxPublicKey sphinxKey,
    IdentityPublicKey identity) {}
