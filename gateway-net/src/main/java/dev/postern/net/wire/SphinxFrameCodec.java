package dev.postern.net.wire;

import dev.postern.net.PacketMode;
import dev.postern.net.SphinxKeyRotation;
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
  private final FrameHeads heads;
  private boolean broken;

  /** For one connection. */
  public SphinxFrameCodec(FrameHeads heads) {
    this.heads = heads;
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
    if (!in.isReadable()) {
      return;
    }
    int start = in.readerIndex();
    FrameHead head = heads.begunBy(in.getByte(start));
    // As the reference: a byte that is wrong waits for the rest of its head before it is refused.
    if (in.readableBytes() < head.bytes()) {
      return;
    }
    PacketSize size;
    PacketMode mode;
    SphinxKeyRotation rotation;
    try {
      size = head.size(in, start);
      mode = head.mode(in, start);
      rotation = head.rotation(in, start);
    } catch (UnknownFrameException e) {
      broken = true;
      in.skipBytes(in.readableBytes());
      throw e;
    }
    if (in.readableBytes() < head.frameBytes(size)) {
      return;
    }
    in.skipBytes(head.bytes());
    out.add(
        new FramedSphinxPacket(
            size, mode, rotation, head.form(), in.readRetainedSlice(size.packetBytes())));
  }

  /**
   * A frame in a buffer that the socket takes without copying it again. Takes over the packet's
   * reference; the caller owns the result.
   *
   * @param head that {@link FrameHead#canSay} the size
   */
  public static ByteBuf encode(
      ByteBufAllocator allocator,
      FrameHead head,
      PacketSize size,
      PacketMode mode,
      SphinxKeyRotation rotation,
      ByteBuf packet) {
    try {
      if (packet.readableBytes() != size.packetBytes() || !head.canSay(size)) {
        throw new AssertionError(
            packet.readableBytes() + " bytes are no packet of size " + size + " in that form");
      }
      int frameBytes = head.frameBytes(size);
      ByteBuf frame = allocator.ioBuffer(frameBytes, frameBytes);
      head.write(frame, size, mode, rotation);
      return frame.writeBytes(packet);
    } finally {
      packet.release();
    }
  }
}
