package dev.postern.benchmarks;

import dev.postern.net.MixPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** A client that registers, and what it sends then. */
interface Newcomer {
  /** Its first text. */
  String init();

  /** Its second: the proof of its identity, after the gateway's. */
  String prove(String reply);

  /**
   * A frame that asks to forward a packet, which stays the caller's.
   *
   * @param lastWord the gateway's: that the keys are stored
   */
  ByteBuf request(String lastWord, MixPacket packet, ByteBufAllocator allocator);
}
