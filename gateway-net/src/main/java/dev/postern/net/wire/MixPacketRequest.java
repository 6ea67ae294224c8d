package dev.postern.net.wire;

import dev.postern.net.FrameForm;
import dev.postern.net.MixPacket;
import dev.postern.net.PacketMode;
import dev.postern.net.SphinxKeyRotation;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is sealed in a client's binary frame: a packet that it wants forwarded (spec §4; the later
 * generations' spec §6.4).
 *
 * <pre>
 *  0      1      2                       2 + a                    2 + a + p
 *  +------+------+-------------------------+--------------------------+
 *  | mode | key  | first hop, a = 7 or 19  | Sphinx packet, p bytes,  |
 *  |      | rot. | not padded              | one of its sizes         |
 *  +------+------+-------------------------+--------------------------+
 * </pre>
 *
 * <p>Not every generation has the rotation. Nothing says how long the packet is: it is what is
 * left, and must have one of the sizes.
 */
public final class MixPacketRequest {
  private static final int LONGEST_ADDRESS_BYTES = NodeAddress.SURB_ACK_BYTES; // of IPv6

  private MixPacketRequest() {}

  /**
   * What a generation's requests look like.
   *
   * @param form in which it frames packets
   * @param modes which there are
   * @param sizes which there are
   * @param hasRotation whether the next hop's key is named
   */
  public record Shape(
      FrameForm form, Set<PacketMode> modes, Set<PacketSize> sizes, boolean hasRotation) {
    /** How long the longest is, in bytes: that of an extended packet for an IPv6 address. */
    public int longestBytes() {
      int packet = sizes.stream().mapToInt(PacketSize::packetBytes).max().orElse(0);
      return headBytes() + LONGEST_ADDRESS_BYTES + packet;
    }

    private int headBytes() {
      return hasRotation ? 2 : 1;
    }
  }

  /** What is in one. */
  public sealed interface Parsed {
    /**
     * A packet.
     *
     * @param packet holds a reference to the plaintext
     */
    record Request(MixPacket packet) implements Parsed {}

    /**
     * None.
     *
     * @param fault the first thing that is wrong
     * @param packetBytes how long the packet is, if that is what is wrong
     */
    record Malformed(RequestFault fault, int packetBytes) implements Parsed {
      Malformed(RequestFault fault) {
        this(fault, 0);
      }
    }
  }

  /**
   * Reads mode, rotation, address, size, in the reference's order. The plaintext stays the
   * caller's.
   */
  public static Parsed parse(ByteBuf plaintext, Shape shape) {
    if (!plaintext.isReadable()) {
      return new Parsed.Malformed(RequestFault.EMPTY);
    }
    PacketMode mode = mode(plaintext.readByte());
    if (mode == null || !shape.modes().contains(mode)) {
      return new Parsed.Malformed(RequestFault.MODE);
    }
    SphinxKeyRotation rotation = SphinxKeyRotation.UNKNOWN;
    if (shape.hasRotation()) {
      Optional<SphinxKeyRotation> named =
          plaintext.isReadable()
              ? SphinxKeyRotation.ofWireByte(plaintext.readUnsignedByte())
              : Optional.empty();
      if (named.isEmpty()) {
        return new Parsed.Malformed(RequestFault.ROTATION);
      }
      rotation = named.get();
    }
    NodeAddress firstHop = address(plaintext);
    if (firstHop == null) {
      return new Parsed.Malformed(RequestFault.ADDRESS);
    }
    plaintext.skipBytes(firstHop.unpaddedBytes());
    PacketSize size = size(plaintext.readableBytes(), shape);
    if (size == null) {
      return new Parsed.Malformed(RequestFault.PACKET_SIZE, plaintext.readableBytes());
    }
    ByteBuf packet = plaintext.readRetainedSlice(size.packetBytes());
    return new Parsed.Request(new MixPacket(firstHop, size, mode, rotation, shape.form(), packet));
  }

  /** The client's half: writes the plaintext; leaves the packet as it is. */
  public static void write(MixPacket packet, ByteBuf target, Shape shape) {
    byte[] address = new byte[packet.nextHop().unpaddedBytes()];
    packet.nextHop().write(address, 0, address.length);
    target.writeByte(packet.mode() == PacketMode.VPN ? 1 : 0);
    if (shape.hasRotation()) {
      target.writeByte(packet.rotation().wireByte());
    }
    target.writeBytes(address);
    target.writeBytes(packet.packet().duplicate());
  }

  private static @Nullable PacketMode mode(byte wire) {
    return switch (wire) {
      case 0 -> PacketMode.MIX;
      case 1 -> PacketMode.VPN;
      default -> null;
    };
  }

  private static @Nullable NodeAddress address(ByteBuf plaintext) {
    byte[] bytes = new byte[Math.min(LONGEST_ADDRESS_BYTES, plaintext.readableBytes())];
    plaintext.getBytes(plaintext.readerIndex(), bytes);
    try {
      return NodeAddress.read(bytes, 0, bytes.length);
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }

  private static @Nullable PacketSize size(int packetBytes, Shape shape) {
    for (PacketSize size : shape.sizes()) {
      if (size.packetBytes() == packetBytes) {
        return size;
      }
    }
    return null;
  }
}
