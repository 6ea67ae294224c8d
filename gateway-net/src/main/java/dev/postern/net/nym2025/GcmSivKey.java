package dev.postern.net.nym2025;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.util.SecretBytes;
import dev.postern.net.nym09.SharedKeys;
import dev.postern.sphinx.crypto.Primitives;
import java.util.Arrays;
import java.util.Optional;

/**
 * The key that a client and its gateway share since registration, for AES-256-GCM-SIV in both
 * directions. Immutable; prints nothing secret; the key bytes don't leave this class.
 *
 * <p>A store keeps it behind a byte that says of which kind it is; {@link SharedKeys}, which are
 * older, have no such byte, and are told by their length.
 *
 * <pre>
 *  0      1                                33
 *  +------+---------------------------------+
 *  | kind |         AES-256 key             |
 *  |  1   |                                 |
 *  +------+---------------------------------+
 * </pre>
 */
public final class GcmSivKey {
  /** Length of the salt of a derivation. */
  static final int SALT_BYTES = 16;

  /** Length of a nonce. */
  static final int NONCE_BYTES = Primitives.GCM_SIV_NONCE_BYTES;

  /** How much longer sealed data is. */
  static final int TAG_BYTES = Primitives.GCM_SIV_TAG_BYTES;

  private static final int KEY_OFFSET = 1;
  private static final int KEY_BYTES = Primitives.GCM_SIV_KEY_BYTES;
  private static final byte KIND = 1;

  private final SecretBytes stored;

  private GcmSivKey(SecretBytes stored) {
    this.stored = stored;
  }

  /**
   * From what a store kept, if it is of this kind. Throws IllegalArgumentException for one that is
   * too short to be of any.
   */
  public static Optional<GcmSivKey> ifGcmSiv(SecretBytes secret) {
    if (SharedKeys.ifLegacy(secret).isPresent()) {
      return Optional.empty();
    }
    return secret.size() == KEY_OFFSET + KEY_BYTES && reveal(secret)[0] == KIND
        ? Optional.of(new GcmSivKey(secret))
        : Optional.empty();
  }

  /** Of nobody. */
  static GcmSivKey random() {
    return fromBytes(reveal(SecretBytes.randomBytes(KEY_BYTES)));
  }

  /** From the 32 bytes of the key, copied. Throws IllegalArgumentException for another length. */
  public static GcmSivKey fromBytes(byte[] key) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException("a GCM-SIV key of " + key.length + " bytes");
    }
    byte[] kept = new byte[KEY_OFFSET + KEY_BYTES];
    kept[0] = KIND;
    System.arraycopy(key, 0, kept, KEY_OFFSET, KEY_BYTES);
    GcmSivKey made = new GcmSivKey(SecretBytes.copyFrom(kept, InsecureSecretKeyAccess.get()));
    Arrays.fill(kept, (byte) 0);
    return made;
  }

  /**
   * From the X25519 secret of a handshake, which is overwritten with zeros.
   *
   * @param secret 32 bytes; not all zero, which the caller has seen to
   */
  static GcmSivKey derive(byte[] salt, byte[] secret, Primitives primitives) {
    byte[] key = primitives.hkdfBlake3(salt, secret, KEY_BYTES);
    GcmSivKey derived = fromBytes(key);
    Arrays.fill(secret, (byte) 0);
    Arrays.fill(key, (byte) 0);
    return derived;
  }

  /** What a client upgrades its older keys to (the later generations' spec §5). */
  static GcmSivKey upgraded(byte[] salt, SharedKeys keys, Primitives primitives) {
    return derive(salt, reveal(keys.secretBytes()), primitives);
  }

  /** For a store, still wrapped. */
  public SecretBytes secretBytes() {
    return stored;
  }

  /** BLAKE3 of the key, by which one side shows the other that it has derived it. */
  byte[] digest(Primitives primitives) {
    byte[] digest = new byte[Primitives.HASH_BYTES];
    primitives.blake3(reveal(stored), KEY_OFFSET, KEY_BYTES, digest);
    return digest;
  }

  /** A whole message in arrays of its own: {@value #TAG_BYTES} bytes longer. */
  byte[] seal(Primitives primitives, byte[] nonce, byte[] message) {
    byte[] sealed = new byte[message.length + TAG_BYTES];
    seal(primitives, nonce, 0, message, 0, message.length, sealed, 0);
    return sealed;
  }

  /** The message that was sealed so; empty if this key didn't, or it was altered since. */
  Optional<byte[]> open(Primitives primitives, byte[] nonce, byte[] sealed) {
    byte[] message = new byte[Math.max(0, sealed.length - TAG_BYTES)];
    return open(primitives, nonce, 0, sealed, 0, sealed.length, message, 0)
        ? Optional.of(message)
        : Optional.empty();
  }

  /** Writes {@value #TAG_BYTES} bytes more than it reads, perhaps over what it reads. */
  void seal(
      Primitives primitives,
      byte[] nonce,
      int nonceOffset,
      byte[] data,
      int offset,
      int length,
      byte[] out,
      int outOffset) {
    primitives.sealAesGcmSiv(
        reveal(stored), KEY_OFFSET, nonce, nonceOffset, data, offset, length, out, outOffset);
  }

  /** Writes {@value #TAG_BYTES} bytes less, perhaps over what it reads; nothing if it is false. */
  boolean open(
      Primitives primitives,
      byte[] nonce,
      int nonceOffset,
      byte[] data,
      int offset,
      int length,
      byte[] out,
      int outOffset) {
    return primitives.openAesGcmSiv(
        reveal(stored), KEY_OFFSET, nonce, nonceOffset, data, offset, length, out, outOffset);
  }

  private static byte[] reveal(SecretBytes secret) {
    return secret.toByteArray(InsecureSecretKeyAccess.get());
  }

  @Override
  public String toString() {
    return "GcmSivKey[redacted]";
  }
}
