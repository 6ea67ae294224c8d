package dev.postern.net.nym09;

import dev.postern.sphinx.crypto.Primitives;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The state that both sides of a handshake come to from the two ephemeral keys: the shared keys,
 * and what each side signs to prove its identity (spec §4).
 */
final class EphemeralAgreement {
  static final int KEY_BYTES = 32;
  static final int SIGNATURE_BYTES = 64;

  private final byte[] ours;
  private final byte[] theirs;
  private final SharedKeys keys;

  private EphemeralAgreement(byte[] ours, byte[] theirs, SharedKeys keys) {
    this.ours = ours;
    this.theirs = theirs;
    this.keys = keys;
  }

  /**
   * Multiplies; null if the peer's key is zero or of low order: the reference goes on with a secret
   * that is zero, and so do its keys, which everybody knows then. Null, too, if it is our own key,
   * sent back.
   */
  static @Nullable EphemeralAgreement of(
      SphinxPrivateKey ours, byte[] theirs, Primitives primitives) {
    byte[] secret = new byte[KEY_BYTES];
    byte[] scalar = ours.revealBytes();
    boolean contributes = primitives.x25519(scalar, theirs, 0, secret, 0);
    Arrays.fill(scalar, (byte) 0);
    byte[] ourPublicKey = ours.publicKey().toBytes();
    return contributes && !Arrays.equals(ourPublicKey, theirs)
        ? new EphemeralAgreement(ourPublicKey, theirs, SharedKeys.derive(secret, primitives))
        : null;
  }

  SharedKeys keys() {
    return keys;
  }

  byte[] ourPublicKey() {
    return ours.clone();
  }

  /** The signer's own ephemeral key first, so that no signature can be sent back to its maker. */
  byte[] signedByUs() {
    return concatenate(ours, theirs);
  }

  byte[] signedByPeer() {
    return concatenate(theirs, ours);
  }

  /** Encrypts a signature, or decrypts it: the same XOR. The input stays as it is. */
  byte[] cryptSignature(byte[] signature, Primitives primitives) {
    byte[] other = signature.clone();
    keys.zeroIvKeystream(primitives, other, 0, other.length);
    return other;
  }

  static byte[] concatenate(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
