package dev.postern.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;

/**
 * Buffers whose bytes are counted, so that a leak shows at once and not when they are collected.
 */
public final class CountedBuffers {
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);

  /** Gives heap buffers where it isn't asked for others. */
  public ByteBufAllocator allocator() {
    return allocator;
  }

  /** Of those that aren't released. */
  public long bytesInUse() {
    return allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory();
  }
}
