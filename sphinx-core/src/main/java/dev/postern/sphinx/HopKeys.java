package dev.postern.sphinx;

import dev.postern.sphinx.crypto.Primitives;
import java.nio.charset.StandardCharsets;

/**
 * The keys that one hop cuts from its HKDF output (spec §2). Prints nothing secret. Immutable once
 * it has left this package.
 *
 * <pre>
 *  0            16         32                    224               256
 *  +------------+----------+---------------------+------------------+
 *  | stream key | MAC key  | payload key 192     | blinding factor  |
 *  +------------+----------+---------------------+------------------+
 * </pre>
 */
public final class HopKeys {
  static final int STREAM_KEY_OFFSET = 0;
  static final int MAC_KEY_OFFSET = 16;
  static final int MAC_KEY_BYTES = 16;
  static final int PAYLOAD_KEY_OFFSET = 32;
  static final int BLINDING_OFFSET = PAYLOAD_KEY_OFFSET + Lioness.KEY_BYTES;
  static final int BYTES = BLINDING_OFFSET + Primitives.X25519_BYTES;

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

  /** b·u, without clamping; false if that can't be computed. */
  boolean blind(byte[] u, int uOffset, byte[] out, int outOffset, Primitives primitives) {
    return primitives.multiplyUnclamped(bytes, BLINDING_OFFSET, u, uOffset, out, outOffset);
  }

  /** Multiplies a sender's accumulator by b mod l, in place. */
  void blindAccumulator(byte[] accumulator, Primitives primitives) {
    primitives.multiplyScalars(bytes, BLINDING_OFFSET, accumulator, 0, accumulator, 0);
  }

  /** The array that holds the payload key at {@link #PAYLOAD_KEY_OFFSET}; not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  @Override
  public String toString() {
    return "HopKeys[redacted]";
  }
}
