package dev.postern.net;

import dev.postern.net.generations.MixnetGenerations;
import dev.postern.net.wire.FrameHead;
import dev.postern.net.wire.SphinxFrameCodec;
import dev.postern.sphinx.PacketSize;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Frames of Nym 0.9, for tests in which the form of frames doesn't matter. */
public final class Nym09Frames {
  /** Size and mode. */
  public static final int HEAD_BYTES = 2;

  private static final FrameHead HEAD = MixnetGenerations.FRAME_HEADS.of(FrameForm.A);

  private Nym09Frames() {}

  /** Length of a whole frame. */
  public static int bytes(PacketSize size) {
    return HEAD_BYTES + size.packetBytes();
  }

  /** A frame; takes over the packet's reference, and is the caller's. */
  public static ByteBuf frame(
      ByteBufAllocator allocator, PacketSize size, PacketMode mode, ByteBuf packet) {
    return SphinxFrameCodec.encode(allocator, HEAD, size, mode, SphinxKeyRotation.UNKNOWN, packet);
  }
}
