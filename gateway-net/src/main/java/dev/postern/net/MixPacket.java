package dev.postern.net;

import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import io.netty.buffer.ByteBuf;

/**
 * A Sphinx packet on its way to a next hop. Owns one reference to its bytes.
 *
 * @param nextHop where it goes
 * @param size its size
 * @param mode mix or VPN
 * @param packet exactly {@code size.packetBytes()} readable bytes
 */
public record MixPacket(NodeAddress nextHop, PacketSize size, PacketMode mode, ByteBuf packet) {}
