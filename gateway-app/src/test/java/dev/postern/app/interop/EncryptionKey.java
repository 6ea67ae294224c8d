package dev.postern.app.interop;

import dev.postern.sphinx.crypto.CryptoEngine;
import dev.postern.sphinx.crypto.Primitives;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.sphinx.crypto.SphinxPublicKey;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * What clients seal for each other: the ephemeral key of the sender, and the content under AES-128
 * in counter mode, with a key that both can derive. The same since 2020.
 *
 * <pre>
 *  0              32
 *  +---------------+-------------+
 *  | ephemeral key |   content   |
 *  +---------------+-------------+
 * </pre>
 */
final class EncryptionKey {
  private static final int KEY_BYTES = SphinxPublicKey.BYTES;
  private static final int DERIVED_BYTES = 32; // the first half is the key

  private final SecureRandom random = new SecureRandom();
  private final Primitives primitives = CryptoEngine.best().newPrimitives();
  private final SphinxPrivateKey key = SphinxPrivateKey.generate(random);

  SphinxPublicKey publicKey() {
    return key.publicKey();
  }

  /** How much longer the sealed content is. */
  static int overheadBytes() {
    return KEY_BYTES;
  }

  /** For whoever holds the other half of that key. */
  byte[] seal(byte[] content, SphinxPublicKey receiver) {
    SphinxPrivateKey ephemeral = SphinxPrivateKey.generate(random);
    return ByteBuffer.allocate(KEY_BYTES + content.length)
        .put(ephemeral.publicKey().toBytes())
        .put(crypt(content, ephemeral, receiver.toBytes()))
        .array();
  }

  /** What was sealed for this key. Anything opens; whether it was meant so shows inside. */
  byte[] open(byte[] sealed) {
    byte[] content = Arrays.copyOfRange(sealed, KEY_BYTES, sealed.length);
    return crypt(content, key, Arrays.copyOf(sealed, KEY_BYTES));
  }

  private byte[] crypt(byte[] content, SphinxPrivateKey ours, byte[] theirs) {
    byte[] secret = new byte[Primitives.X25519_BYTES];
    if (!primitives.x25519(ours.revealBytes(), theirs, 0, secret, 0)) {
      throw new AssertionError("a key of low order");
    }
    byte[] derived = primitives.hkdfBlake3(secret, DERIVED_BYTES);
    byte[] other = content.clone();
    primitives.aesCtr(derived, 0, new byte[Primitives.AES_IV_BYTES], other, 0, other.length);
    return other;
  }
}
