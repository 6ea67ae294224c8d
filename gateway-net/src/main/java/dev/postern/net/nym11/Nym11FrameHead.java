package dev.postern.net.nym11;

import dev.postern.net.FrameForm;
import dev.postern.net.PacketMode;
import dev.postern.net.SphinxKeyRotation;
import dev.postern.net.wire.FrameBytes;
import dev.postern.net.wire.FrameHead;
import dev.postern.net.wire.UnknownFrameException;
import dev.postern.sphinx.PacketSize;
import io.netty.buffer.ByteBuf;

/**
 * What Nym writes before a packet from 1.1 on (the later generations' spec §4).
 *
 * <pre>
 *  0      1      2      3                             3 + size.packetBytes()
 *  +------+------+------+--------------------------------------+
 *  |  7   | size | type |            Sphinx packet             |
 *  +------+------+------+--------------------------------------+
 *          1 regular       0 mix
 *          2 ack
 *          3 extended 32
 *          4 extended 8
 *          5 extended 16
 * </pre>
 *
 * <p>VPN mode has no type here any more: a packet of it goes on as one of mix mode.
 */
public final class Nym11FrameHead implements FrameHead {
  /** What the frame begins with. */
  public static final byte MARK = 7;

  private static final int BYTES = 3;
  private static final int SIZE_OFFSET = 1;
  private static final int TYPE_OFFSET = 2;

  @Override
  public FrameForm form() {
    return FrameForm.B;
  }

  @Override
  public int bytes() {
    return BYTES;
  }

  @Override
  public PacketSize size(ByteBuf in, int start) throws UnknownFrameException {
    return FrameBytes.size(in.getByte(start + SIZE_OFFSET));
  }

  @Override
  public PacketMode mode(ByteBuf in, int start) throws UnknownFrameException {
    return FrameBytes.type(in.getByte(start + TYPE_OFFSET));
  }

  @Override
  public SphinxKeyRotation rotation(ByteBuf in, int start) {
    return SphinxKeyRotation.UNKNOWN;
  }

  @Override
  public boolean canSay(PacketSize size) {
    return true;
  }

  @Override
  public void write(ByteBuf out, PacketSize size, PacketMode mode, SphinxKeyRotation rotation) {
    out.writeByte(MARK).writeByte(FrameBytes.sizeByte(size)).writeByte(FrameBytes.MIX_TYPE);
  }
}
