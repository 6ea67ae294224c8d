package dev.postern.net.wire;

import dev.postern.net.FrameForm;
import dev.postern.net.PacketMode;
import dev.postern.net.SphinxKeyRotation;
import dev.postern.sphinx.PacketSize;
import io.netty.buffer.ByteBuf;

/**
 * What one generation writes before a packet on a mixnet connection: how many bytes, and what they
 * say. Stateless; each generation's is in its own package, and {@link FrameHeads} has them all.
 *
 * <p>A head is read where it lies, without anything being made of it. The first byte that is wrong,
 * in the order of these methods, is the one that is refused.
 */
public interface FrameHead {
  /** The most bytes that any of them has. */
  int MAX_BYTES = 4;

  /** Which one it is. */
  FrameForm form();

  /** Its length; a frame is judged when so many bytes are there. */
  int bytes();

  /**
   * The size of the packet that follows.
   *
   * @param start where in the buffer the head begins; all of it is there
   */
  PacketSize size(ByteBuf in, int start) throws UnknownFrameException;

  /** How mix nodes are to treat the packet. */
  PacketMode mode(ByteBuf in, int start) throws UnknownFrameException;

  /** For which key the packet was wrapped. */
  SphinxKeyRotation rotation(ByteBuf in, int start) throws UnknownFrameException;

  /** Whether a packet of that size can be framed at all. */
  boolean canSay(PacketSize size);

  /**
   * Appends a head that says this; what the generation has no byte for is left unsaid.
   *
   * @param size that it {@link #canSay}
   */
  void write(ByteBuf out, PacketSize size, PacketMode mode, SphinxKeyRotation rotation);

  /** Length of a whole frame around a packet of that size. */
  default int frameBytes(PacketSize size) {
    return bytes() + size.packetBytes();
  }
}
