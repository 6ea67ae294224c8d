package dev.postern.sphinx;

import dev.postern.sphinx.crypto.Primitives;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The keys that one hop cuts from its HKDF output (spec §2), and behind them what the packet is
 * remembered by: Nym 0.9 stops at 256 bytes, later generations have the replay tag there, and a
 * longer HKDF output begins with the shorter one. So they are the same in every {@link
 * SphinxVersion}; it decides what the payload key's place holds. Prints nothing secret. Immutable
 * once it has left this package.
 *
 * <pre>
 *  0            16         32                    224               256          288
 *  +------------+----------+---------------------+------------------+------------+
 *  | stream key | MAC key  | payload key 192     | blinding factor  | replay tag |
 *  |            |          | or seed 16, nothing | b                |            |
 *  +------------+----------+---------------------+------------------+------------+
 * </pre>
 */
public final class HopKeys {
  static final int STREAM_KEY_OFFSET = 0;
  static final int MAC_KEY_OFFSET = 16;
  static final int MAC_KEY_BYTES = 16;
  static final int PAYLOAD_KEY_OFFSET = 32;
  static final int BLINDING_OFFSET = PAYLOAD_KEY_OFFSET + Lioness.KEY_BYTES;
  static final int REPLAY_TAG_OFFSET = BLINDING_OFFSET + Primitives.X25519_BYTES;
  static final int REPLAY_TAG_BYTES = 32;
  static final int BYTES = REPLAY_TAG_OFFSET + REPLAY_TAG_BYTES;

  private static final byte[] INFO =
      ("Dwste mou enan moxlo arketa makru kai ena upomoxlio gia na ton topothetisw"
              + " kai tha kinisw thn gh.")
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ZERO_IV = new byte[Primitives.AES_IV_BYTES];

  private final byte[] bytes = new byte[BYTES];

  HopKeys() {}

  /** Replaces the keys by those of another shared secret (32 bytes). */
  void derive(byte[] sharedSecret, Primitives primitives) {
    primitives.hkdfSha256(sharedSecret, INFO, bytes);
  }

  /**
   * XORs the header stream over a routing block. Its IV is zero: a stream key serves one header.
   */
  void applyZeroIvStream(byte[] routing, int length, Primitives primitives) {
    primitives.aesCtr(bytes, STREAM_KEY_OFFSET, ZERO_IV, routing, 0, length);
  }

  /** The MAC over β, of which γ is the first 16 bytes, into 32 bytes. */
  void headerMac(byte[] beta, int offset, byte[] out, Primitives primitives) {
    primitives.hmacSha256(
        bytes, MAC_KEY_OFFSET, MAC_KEY_BYTES, beta, offset, HeaderLayout.BETA_BYTES, out);
  }

  /** Makes the next α of this one, in place, as a version has it; false if it can't be computed. */
  boolean blind(int version, byte[] buffer, int alpha, Primitives primitives) {
    return SphinxVersion.clampsBlinding(version)
        ? primitives.multiplyClamped(bytes, BLINDING_OFFSET, buffer, alpha, buffer, alpha)
        : primitives.multiplyUnclamped(bytes, BLINDING_OFFSET, buffer, alpha, buffer, alpha);
  }

  /**
   * Multiplies a sender's accumulator by b mod l, in place. A clamped b is a number as any other:
   * mod l, which is the order of every point that a node's key is, it may be taken afterwards.
   */
  void blindAccumulator(int version, byte[] accumulator, Primitives primitives) {
    byte[] factor = Arrays.copyOfRange(bytes, BLINDING_OFFSET, REPLAY_TAG_OFFSET);
    if (SphinxVersion.clampsBlinding(version)) {
      Primitives.clamp(factor);
    }
    primitives.multiplyScalars(factor, 0, accumulator, 0, accumulator, 0);
  }

  /** What all packets of this shared secret have in common, and no others. */
  void secretTag(byte[] out, int outOffset) {
    System.arraycopy(bytes, REPLAY_TAG_OFFSET, out, outOffset, REPLAY_TAG_BYTES);
  }

  /** The same of one message under this shared secret, into 32 bytes. */
  void messageTag(byte[] buffer, int offset, int length, byte[] out, Primitives primitives) {
    primitives.hmacSha256(bytes, REPLAY_TAG_OFFSET, REPLAY_TAG_BYTES, buffer, offset, length, out);
  }

  /** The array with a payload key or seed at {@link #PAYLOAD_KEY_OFFSET}; not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  @Override
  public String toString() {
    return "HopKeys[redacted]";
  }
}
