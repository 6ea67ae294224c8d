package dev.postern.net.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;

/**
 * How bytes look on the link to one client that is logged in. Not thread-safe; never throws for
 * what the client sends.
 */
public interface ClientChannel {
  /** A binary frame around a message, of which nothing is changed; array-backed, the caller's. */
  ByteBuf seal(ByteBufAllocator allocator, ByteBuffer message);

  /** Takes a binary frame, decrypting it in place. The frame stays the caller's to release. */
  SessionStep receive(ByteBuf frame);

  /** Takes a text frame. */
  SessionStep receive(ClientText text);

  /** What is said for each packet that was taken over for its first hop. */
  String sent();
}
