package dev.postern.net.nym09;

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
 * What Nym 0.9 to 1.0 write before a packet (spec §3).
 *
 * <pre>
 *  0      1      2                                 2 + size.packetBytes()
 *  +------+------+-------------------------------------------+
 *  | size | mode |               Sphinx packet               |
 *  +------+------+-------------------------------------------+
 *   1 regular  0 mix
 *   2 ack      1 VPN
 *   3 extended
 * </pre>
 *
 * <p>There is no 4 and no 5 here: these sizes came with release 1.1.0, which brought the 7 before
 * the size as well, so no sender ever wrote them in this form (docs/adr/0024).
 */
public final class Nym09FrameHead implements FrameHead {
  private static final int BYTES = 2;
  private static final int MODE_OFFSET = 1;
  private static final byte MIX = 0;
  private static final byte VPN = 1;

  @Override
  public FrameForm form() {
    return FrameForm.A;
  }

  @Override
  public int bytes() {
    return BYTES;
  }

  @Override
  public PacketSize size(ByteBuf in, int start) throws UnknownFrameException {
    byte size = in.getByte(start);
    return switch (size) {
      case 1, 2, 3 -> FrameBytes.size(size);
      default -> throw new UnknownFrameException(Reason.SIZE);
    };
  }

  @Override
  public PacketMode mode(ByteBuf in, int start) throws UnknownFrameException {
    return switch (in.getByte(start + MODE_OFFSET)) {
      case MIX -> PacketMode.MIX;
      case VPN -> PacketMode.VPN;
      default -> throw new UnknownFrameException(Reason.MODE);
    };
  }

  @Override
  public SphinxKeyRotation rotation(ByteBuf in, int start) {
    return SphinxKeyRotation.UNKNOWN;
  }

  @Override
  public boolean canSay(PacketSize size) {
    return switch (size) {
      case REGULAR, ACK, EXTENDED_32 -> true;
      case EXTENDED_8, EXTENDED_16 -> false;
    };
  }

  @Override
  public void write(ByteBuf out, PacketSize size, PacketMode mode, SphinxKeyRotation rotation) {
    out.writeByte(FrameBytes.sizeByte(size));
    out.writeByte(mode == PacketMode.VPN ? VPN : MIX);
  }
}
