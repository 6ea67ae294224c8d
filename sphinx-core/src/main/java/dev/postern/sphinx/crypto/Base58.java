package dev.postern.sphinx.crypto;

import java.nio.charset.StandardCharsets;

/**
 * Base58 with Bitcoin's alphabet and no checksum: how Nym shows keys, addresses and the fields of
 * an authentication (spec §1, §4). Each leading zero byte is a leading {@code 1}.
 *
 * <p>Decoding asks for the length that must come out, and refuses longer texts before it computes
 * anything: the work is quadratic, and the text often comes from a stranger.
 */
public final class Base58 {
  private static final String ALPHABET =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

  private Base58() {}

  /** The text form of any bytes; empty for none. */
  public static String encode(byte[] bytes) {
    return codec().encodeAsString(bytes);
  }

  /**
   * The bytes of a text that must stand for exactly {@code expectedBytes} of them.
   *
   * @throws IllegalArgumentException if a character isn't in the alphabet or the length is another
   */
  public static byte[] decode(String text, int expectedBytes) {
    if (text.length() > longestText(expectedBytes)) {
      throw new IllegalArgumentException("base58 text too long for " + expectedBytes + " bytes");
    }
    for (int i = 0; i < text.length(); i++) {
      if (ALPHABET.indexOf(text.charAt(i)) < 0) {
        throw new IllegalArgumentException("not a base58 character at index " + i);
      }
    }
    byte[] bytes = codec().decode(text.getBytes(StandardCharsets.US_ASCII));
    if (bytes.length != expectedBytes) {
      throw new IllegalArgumentException(
          "base58 text of " + bytes.length + " bytes where " + expectedBytes + " belong");
    }
    return bytes;
  }

  /** A byte takes log 256 / log 58 = 1.3658 characters. */
  private static int longestText(int bytes) {
    return Math.addExact(Math.multiplyExact(bytes, 1366) / 1000, 1);
  }

  private static org.apache.commons.codec.binary.Base58 codec() {
    return new org.apache.commons.codec.binary.Base58();
  }
}
