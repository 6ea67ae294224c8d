package dev.postern.net;

/**
 * Sends packets to next hops. Thread-safe; never blocks, never throws for what a network can do.
 */
public interface PacketForwarder {
  /**
   * Queues a packet for its next hop and takes over its reference: it is released when it was
   * written or dropped.
   */
  void forward(MixPacket packet);
}
