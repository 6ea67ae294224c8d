package dev.postern.net.mixnet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/**
 * Reads a socket into heap buffers, so that a packet can be unwrapped where it lies: the ciphers
 * work on arrays.
 *
 * <p>The size is fixed. It is what a silent connection with half a frame holds on to, so it must
 * not grow with what the peer once sent; and six packets a read are enough, since a read costs a
 * fraction of unwrapping one. One read a turn: then the event loop looks at its other connections,
 * so that a mix node that floods us takes no more than its turn.
 */
final class HeapReceiveBuffers extends DefaultMaxMessagesRecvByteBufAllocator {
  static final int BYTES = 16 * 1024;

  HeapReceiveBuffers() {
    super(1);
  }

  @Override
  @SuppressWarnings("deprecation") // Netty deprecates the type and keeps it as this method's result
  public RecvByteBufAllocator.Handle newHandle() {
    return new MaxMessageHandle() {
      @Override
      public ByteBuf allocate(ByteBufAllocator allocator) {
        return allocator.heapBuffer(BYTES);
      }

      @Override
      public int guess() {
        return BYTES;
      }
    };
  }
}
