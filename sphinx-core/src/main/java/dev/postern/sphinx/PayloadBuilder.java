package dev.postern.sphinx;

import dev.postern.sphinx.crypto.Primitives;
import java.util.List;

/** Pads a message and encrypts it for each hop, the last one first (spec §2). */
final class PayloadBuilder {
  private final Primitives primitives;
  private final Lioness lioness;
  private final byte[] seededKey = new byte[Lioness.KEY_BYTES];
  private final boolean seeded;
  private final int payloadBytes;
  private final byte[] message;

  /** Throws IllegalArgumentException if the payload is too short for the cipher or the message. */
  PayloadBuilder(Primitives primitives, SphinxVersion version, int payloadBytes, byte[] message) {
    if (payloadBytes < Lioness.MIN_BLOCK_BYTES) {
      throw new IllegalArgumentException("payload of " + payloadBytes + " bytes");
    }
    if (message.length > payloadBytes - PacketSize.PAYLOAD_OVERHEAD_BYTES) {
      throw new IllegalArgumentException(
          "message of " + message.length + " bytes in a payload of " + payloadBytes);
    }
    this.primitives = primitives;
    this.lioness = new Lioness(primitives);
    this.seeded = SphinxVersion.seedsPayloadKeys(version.number());
    this.payloadBytes = payloadBytes;
    this.message = message;
  }

  /** A packet with the payload in its place and room for the header; keys outermost first. */
  byte[] packet(List<HopKeys> keys) {
    byte[] packet = paddedPacket();
    for (int i = keys.size() - 1; i >= 0; i--) {
      encrypt(packet, keys.get(i).bytes(), HopKeys.PAYLOAD_KEY_OFFSET);
    }
    return packet;
  }

  /** The same with keys, or seeds, one behind the other, outermost first, up to the array's end. */
  byte[] packet(byte[] keys, int offset) {
    byte[] packet = paddedPacket();
    int step = seeded ? PayloadSeed.BYTES : Lioness.KEY_BYTES;
    for (int at = keys.length - step; at >= offset; at -= step) {
      encrypt(packet, keys, at);
    }
    return packet;
  }

  private byte[] paddedPacket() {
    byte[] packet = new byte[HeaderLayout.PAYLOAD_OFFSET + payloadBytes];
    PayloadPadding.write(message, packet, HeaderLayout.PAYLOAD_OFFSET);
    return packet;
  }

  private void encrypt(byte[] packet, byte[] keys, int keyOffset) {
    if (seeded) {
      PayloadSeed.expand(keys, keyOffset, seededKey, primitives);
      lioness.encrypt(seededKey, 0, packet, HeaderLayout.PAYLOAD_OFFSET, payloadBytes);
    } else {
      lioness.encrypt(keys, keyOffset, packet, HeaderLayout.PAYLOAD_OFFSET, payloadBytes);
    }
  }
}
