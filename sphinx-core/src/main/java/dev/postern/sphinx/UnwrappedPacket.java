package dev.postern.sphinx;

/** What one hop makes of a packet. */
public sealed interface UnwrappedPacket permits ForwardHop, FinalHop {}
