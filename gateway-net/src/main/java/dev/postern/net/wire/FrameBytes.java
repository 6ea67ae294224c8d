package dev.postern.net.wire;

import dev.postern.net.PacketMode;
import dev.postern.net.wire.UnknownFrameException.Reason;
import dev.postern.sphinx.PacketSize;

/** The numbers in frame heads, which mean the same in every generation that has them. */
public final class FrameBytes {
  /** The only type that is written where VPN mode is no more, whatever mode a packet came in. */
  public static final byte MIX_TYPE = 0;

  private static final byte OUTFOX_TYPE = 2;

  private FrameBytes() {}

  /**
   * What a size byte says. Outfox packets, another format that was tried in the 2020s and given up,
   * are refused by name.
   */
  public static PacketSize size(byte sizeByte) throws UnknownFrameException {
    return switch (sizeByte) {
      case 1 -> PacketSize.REGULAR;
      case 2 -> PacketSize.ACK;
      case 3 -> PacketSize.EXTENDED_32;
      case 4 -> PacketSize.EXTENDED_8;
      case 5 -> PacketSize.EXTENDED_16;
      case 6, 7 -> throw new UnknownFrameException(Reason.OUTFOX);
      default -> throw new UnknownFrameException(Reason.SIZE);
    };
  }

  /** Its inverse. */
  public static byte sizeByte(PacketSize size) {
    return switch (size) {
      case REGULAR -> 1;
      case ACK -> 2;
      case EXTENDED_32 -> 3;
      case EXTENDED_8 -> 4;
      case EXTENDED_16 -> 5;
    };
  }

  /** What a type byte says where VPN mode is no more: it is {@value #MIX_TYPE}, or refused. */
  public static PacketMode type(byte typeByte) throws UnknownFrameException {
    return switch (typeByte) {
      case MIX_TYPE -> PacketMode.MIX;
      case OUTFOX_TYPE -> throw new UnknownFrameException(Reason.OUTFOX);
      default -> throw new UnknownFrameException(Reason.MODE);
    };
  }
}
