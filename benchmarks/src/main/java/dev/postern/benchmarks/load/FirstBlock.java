package dev.postern.benchmarks.load;

import dev.postern.net.nym09.BinaryMessageCodec;
import dev.postern.net.nym09.SharedKeys;
import dev.postern.sphinx.crypto.Primitives;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;

/**
 * Reads the first 16 bytes of messages. Nym 0.9 encrypts each of them with the same keystream (its
 * IV is zero), so that of a frame of zeros opens all. The MAC isn't looked at: the numbers of a run
 * tell what is ours, and the processor belongs to the gateway.
 *
 * @param first of the keystream
 * @param second of the keystream
 */
record FirstBlock(long first, long second) {
  private static final int BYTES = 2 * Long.BYTES;

  /** Of a client's keys. */
  static FirstBlock of(SharedKeys keys, Primitives primitives) {
    ByteBuf zeros =
        new BinaryMessageCodec(keys, primitives)
            .seal(UnpooledByteBufAllocator.DEFAULT, ByteBuffer.allocate(BYTES));
    try {
      return new FirstBlock(firstOf(zeros), secondOf(zeros));
    } finally {
      zeros.release();
    }
  }

  /** Hands a message over; one that is too short is of no run. */
  void read(ByteBuf frame, int client, ClientEvents events) {
    if (frame.readableBytes() < BinaryMessageCodec.MAC_BYTES + BYTES) {
      events.message(client, 0, KeyIndex.NONE);
    } else {
      events.message(client, firstOf(frame) ^ first, secondOf(frame) ^ second);
    }
  }

  private static long firstOf(ByteBuf frame) {
    return frame.getLong(frame.readerIndex() + BinaryMessageCodec.MAC_BYTES);
  }

  private static long secondOf(ByteBuf frame) {
    return frame.getLong(frame.readerIndex() + BinaryMessageCodec.MAC_BYTES + Long.BYTES);
  }

  @Override
  public String toString() {
    return "FirstBlock[redacted]";
  }
}
