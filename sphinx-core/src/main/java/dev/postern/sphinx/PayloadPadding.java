package dev.postern.sphinx;

import dev.postern.sphinx.InvalidPacketException.Reason;

/**
 * The plaintext of a payload (spec §2).
 *
 * <pre>
 *  0            16                16 + message
 *  +------------+-----------------+-----+-----------+
 *  | 16 zeros   |     message     |  1  |   zeros   |
 *  +------------+-----------------+-----+-----------+
 * </pre>
 *
 * The zeros in front prove that nobody changed the payload on its way: LIONESS would have turned
 * them to noise. The message ends before the last byte that is 1; what follows that isn't looked
 * at.
 */
final class PayloadPadding {
  static final int LEADING_ZERO_BYTES = 16;
  private static final byte END = 1;

  private PayloadPadding() {}

  /** A plaintext of that length around the message, which fits. */
  static void write(byte[] message, byte[] target, int offset) {
    System.arraycopy(message, 0, target, offset + LEADING_ZERO_BYTES, message.length);
    target[offset + LEADING_ZERO_BYTES + message.length] = END;
  }

  /** The length of the message, which begins {@value #LEADING_ZERO_BYTES} bytes in. */
  static int messageBytes(byte[] plaintext, int offset, int length) throws InvalidPacketException {
    int start = offset + LEADING_ZERO_BYTES;
    int leading = 0;
    for (int i = offset; i < start; i++) {
      leading |= plaintext[i];
    }
    if (leading != 0) {
      throw new InvalidPacketException(Reason.PAYLOAD_TAGGED);
    }
    for (int end = offset + length - 1; end >= start; end--) {
      if (plaintext[end] == END) {
        return end - start;
      }
    }
    throw new InvalidPacketException(Reason.PAYLOAD_PADDING);
  }
}
