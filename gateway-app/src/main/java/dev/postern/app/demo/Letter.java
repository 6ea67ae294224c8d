package dev.postern.app.demo;

import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;

/**
 * A message in its packet, as a sender hands it to its gateway.
 *
 * @param firstHop the mix node that gets it first
 * @param size of the packet
 * @param packet the Sphinx packet
 * @param content what the receiver will be given
 * @param ack what the sender will be given once the message is safe
 */
@SuppressWarnings("ArrayRecordComponent") // values handed over, never compared
public record Letter(
    NodeAddress firstHop, PacketSize size, byte[] packet, byte[] content, byte[] ack) {}
