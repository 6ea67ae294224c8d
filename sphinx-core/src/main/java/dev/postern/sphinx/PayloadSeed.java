package dev.postern.sphinx;

import dev.postern.sphinx.crypto.Primitives;
import java.nio.charset.StandardCharsets;

/**
 * The payload key of the later versions (spec §3): made of {@value #BYTES} bytes, so that a SURB
 * need not carry all {@value Lioness#KEY_BYTES}.
 */
final class PayloadSeed {
  static final int BYTES = 16;

  private static final byte[] SALT = ascii("sphinx-payload-key-V01-CS01-HKDF:SHA256-SALT");
  private static final byte[] INFO = ascii("sphinx-payload-key-V01-CS01-HKDF:SHA256-INFO");

  private PayloadSeed() {}

  /** Fills {@code key} with the key of a seed. */
  static void expand(byte[] seeds, int offset, byte[] key, Primitives primitives) {
    primitives.hkdfSha256(SALT, seeds, offset, BYTES, INFO, key);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
