package dev.postern.net.nym2025;

import dev.postern.net.FrameForm;
import dev.postern.net.PacketMode;
import dev.postern.net.SphinxKeyRotation;
import dev.postern.net.wire.FrameBytes;
import dev.postern.net.wire.FrameHead;
import dev.postern.net.wire.UnknownFrameException;
import dev.postern.net.wire.UnknownFrameException.Reason;
import dev.postern.sphinx.PacketSize;
import io.netty.buffer.ByteBuf;

/**
 * What Nym writes before a packet from v2025.12 on, when it knows of key rotation (the later
 * generations' spec §4).
 *
 * <pre>
 *  0      1      2      3          4                  4 + size.packetBytes()
 *  +------+------+------+----------+---------------------------+
 *  |  8   | size | type | rotation |       Sphinx packet       |
 *  +------+------+------+----------+---------------------------+
 *          1 to 5  0 mix  0 unknown
 *                         1 odd
 *                         2 even
 * </pre>
 */
public final class Nym2025FrameHead implements FrameHead {
  /** What the frame begins with. */
  public static final byte MARK = 8;

  private static final int BYTES = 4;
  private static final int SIZE_OFFSET = 1;
  private static final int TYPE_OFFSET = 2;
  private static final int ROTATION_OFFSET = 3;

  @Override
  public FrameForm form() {
    return FrameForm.C;
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
  public SphinxKeyRotation rotation(ByteBuf in, int start) throws UnknownFrameException {
    return SphinxKeyRotation.ofWireByte(in.getByte(start + ROTATION_OFFSET))
        .orElseThrow(() -> new UnknownFrameException(Reason.ROTATION));
  }

  @Override
  public boolean canSay(PacketSize size) {
    return true;
  }

  @Override
  public void write(ByteBuf out, PacketSize size, PacketMode mode, SphinxKeyRotation rotation) {
    out.writeByte(MARK)
        .writeByte(FrameBytes.sizeByte(size))
        .writeByte(FrameBytes.MIX_TYPE)
        .writeByte(rotation.wireByte());
  }
}
