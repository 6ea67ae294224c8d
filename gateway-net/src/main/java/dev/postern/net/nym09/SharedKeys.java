package dev.postern.net.nym09;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.util.SecretBytes;
import dev.postern.sphinx.crypto.Primitives;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a client and its gateway share since the registration handshake, and all that is done with
 * it. Immutable; prints nothing secret; the key bytes don't leave this class.
 *
 * <pre>
 *  0              16              32
 *  +---------------+---------------+
 *  |  AES-128 key  |    MAC key    |
 *  +---------------+---------------+
 * </pre>
 */
public final class SharedKeys {
  /** Both keys. */
  public static final int BYTES = 32;

  /** The MAC of HMAC-BLAKE3. */
  static final int MAC_BYTES = 32;

  /** An IV of AES-CTR. */
  static final int IV_BYTES = 16;

  private static final int AES_KEY_OFFSET = 0;
  private static final int MAC_KEY_OFFSET = 16;
  private static final int MAC_KEY_BYTES = 16;

  private final SecretBytes secret;

  private SharedKeys(SecretBytes secret) {
    this.secret = secret;
  }

  /** From the {@value #BYTES} bytes that a store kept. Throws IllegalArgumentException. */
  public static SharedKeys fromSecret(SecretBytes secret) {
    if (secret.size() != BYTES) {
      throw new IllegalArgumentException("shared keys of " + secret.size() + " bytes");
    }
    return new SharedKeys(secret);
  }

  /**
   * From what a store kept, if it is of this kind, which its length tells. All others are longer;
   * throws IllegalArgumentException for one that is shorter, and so of none.
   */
  public static Optional<SharedKeys> ifLegacy(SecretBytes secret) {
    return secret.size() > BYTES ? Optional.empty() : Optional.of(fromSecret(secret));
  }

  /** From {@value #BYTES} raw bytes, copied. Throws IllegalArgumentException. */
  public static SharedKeys fromBytes(byte[] bytes) {
    return fromSecret(SecretBytes.copyFrom(bytes, InsecureSecretKeyAccess.get()));
  }

  /**
   * From the X25519 secret of the handshake. The secret is overwritten with zeros.
   *
   * @param secret 32 bytes; not all zero, which the caller has seen to
   */
  static SharedKeys derive(byte[] secret, Primitives primitives) {
    byte[] output = primitives.hkdfBlake3(secret, BYTES);
    SharedKeys keys = fromBytes(output);
    Arrays.fill(secret, (byte) 0);
    Arrays.fill(output, (byte) 0);
    return keys;
  }

  /** The {@value #BYTES} bytes for a store, still wrapped. */
  public SecretBytes secretBytes() {
    return secret;
  }

  /** XORs AES-128-CTR keystream under a {@value #IV_BYTES}-byte IV over the data. */
  void keystream(Primitives primitives, byte[] iv, byte[] data, int offset, int length) {
    primitives.aesCtr(reveal(), AES_KEY_OFFSET, iv, data, offset, length);
  }

  /** XORs the keystream that every message and signature under these keys meets. */
  // The IV is zero because Nym 0.9 clients use zero, in both directions: whoever sees the socket
  // and knows one plaintext can read every other. Confidentiality on this link is therefore TLS's
  // job; authenticity rests on the MAC alone. See SECURITY.md.
  void zeroIvKeystream(Primitives primitives, byte[] data, int offset, int length) {
    keystream(primitives, new byte[IV_BYTES], data, offset, length);
  }

  /** HMAC-BLAKE3 of the data: {@value #MAC_BYTES} bytes. */
  byte[] mac(Primitives primitives, byte[] data, int offset, int length) {
    byte[] mac = new byte[MAC_BYTES];
    primitives.hmacBlake3(reveal(), MAC_KEY_OFFSET, MAC_KEY_BYTES, data, offset, length, mac);
    return mac;
  }

  /**
   * What is in MAC ‖ ciphertext, with an IV of the sender's choice, as updated clients send it (the
   * later generations' spec §5); empty if these keys didn't make it. The MAC says nothing of the
   * IV.
   */
  public Optional<byte[]> openUnderIv(byte[] sealed, byte[] iv, Primitives primitives) {
    if (sealed.length < MAC_BYTES || iv.length != IV_BYTES) {
      return Optional.empty();
    }
    byte[] text = Arrays.copyOfRange(sealed, MAC_BYTES, sealed.length);
    byte[] expected = mac(primitives, text, 0, text.length);
    if (!MessageDigest.isEqual(expected, Arrays.copyOf(sealed, MAC_BYTES))) {
      return Optional.empty();
    }
    keystream(primitives, iv, text, 0, text.length);
    return Optional.of(text);
  }

  /** The client's half of {@link #openUnderIv}. */
  public byte[] sealUnderIv(byte[] plaintext, byte[] iv, Primitives primitives) {
    byte[] sealed = new byte[MAC_BYTES + plaintext.length];
    System.arraycopy(plaintext, 0, sealed, MAC_BYTES, plaintext.length);
    keystream(primitives, iv, sealed, MAC_BYTES, plaintext.length);
    System.arraycopy(mac(primitives, sealed, MAC_BYTES, plaintext.length), 0, sealed, 0, MAC_BYTES);
    return sealed;
  }

  private byte[] reveal() {
    return secret.toByteArray(InsecureSecretKeyAccess.get());
  }

  @Override
  public String toString() {
    return "SharedKeys[redacted]";
  }
}
