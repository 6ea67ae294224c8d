package dev.postern.sphinx;

import java.time.Duration;

/**
 * A packet that goes on.
 *
 * @param nextHop the 32 address bytes of the header, as they are; {@link NodeAddress#read} reads
 *     them
 * @param delay how long this hop holds the packet, 0 to 2^64 − 1 ns
 * @param packet the packet for the next hop; the caller's own copy
 */
@SuppressWarnings("ArrayRecordComponent") // values handed over, never compared
public record ForwardHop(byte[] nextHop, Duration delay, byte[] packet)
    implements UnwrappedPacket {}
