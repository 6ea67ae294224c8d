package dev.postern.net.nym09;

import static dev.postern.net.nym09.FramedSphinxPacket.PREFIX_BYTES;

import dev.postern.net.PacketMode;
import dev.postern.sphinx.PacketSize;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Cuts a mixnet connection's bytes into {@link FramedSphinxPacket}s, and writes frames.
 *
 * <p>Runs on the channel's event loop. A frame is a retained slice of what was read, so whoever
 * gets it may change its bytes in place and releases it; if the channel reads into heap buffers the
 * slice is array-backed. Between two reads no more is kept than one unfinished frame.
 *
 * <p>After an unknown byte the stream has no structure any more: {@link UnknownFrameException} goes
 * through the pipeline once, and everything that follows is thrown away until the channel closes.
 */
public final class SphinxFrameCodec extends ByteToMessageDecoder {
  private boolean broken;

  /** For one connection. */
  public SphinxFrameCodec() {
    // What a peer sends in one burst is decoded as it comes; don't let it pile up behind the reader
    // index for 16 reads, as Netty would.
    setDiscardAfterReads(1);
  }

  /** Whether some bytes of a frame have come, and others haven't. */
  public boolean isInFrame() {
    return actualReadableBytes() > 0;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (broken) {
      in.skipBytes(in.readableBytes());
      return;
    }
    // As the reference: a lone unknown size byte waits for the mode byte before it is refused.
    if (in.readableBytes() < PREFIX_BYTES) {
      return;
    }
    int start = in.readerIndex();
    PacketSize size;
    PacketMode mode;
    try {
      size = FramedSphinxPacket.sizeOf(in.getByte(start));
      mode = FramedSphinxPacket.modeOf(in.getByte(start + 1));
    } catch (UnknownFrameException e) {
      broken = true;
      in.skipBytes(in.readableBytes());
      throw e;
    }
    if (in.readableBytes() < FramedSphinxPacket.frameBytes(size)) {
      return;
    }
    in.skipBytes(PREFIX_BYTES);
    out.add(new FramedSphinxPacket(size, mode, in.readRetainedSlice(size.packetBytes())));
  }

  /**
   * A frame in a buffer that the socket takes without copying it again. Takes over the packet's
   * reference; the caller owns the result.
   */
  public static ByteBuf encode(
      ByteBufAllocator allocator, PacketSize size, PacketMode mode, ByteBuf packet) {
    try {
      if (packet.readableBytes() != size.packetBytes()) {
        throw new AssertionError(packet.readableBytes() + " bytes are no packet of that size");
      }
      int frameBytes = FramedSphinxPacket.frameBytes(size);
      return allocator
          .ioBuffer(frameBytes, frameBytes)
          .writeByte(FramedSphinxPacket.sizeByte(size))
          .writeByte(FramedSphinxPacket.modeByte(mode))
          .writeBytes(packet);
    } finally {
      packet.release();
    }
  }
}
