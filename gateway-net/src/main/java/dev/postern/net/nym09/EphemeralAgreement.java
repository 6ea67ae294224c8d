package dev.postern.net.nym09;

import dev.postern.net.wire.EphemeralSecret;
import dev.postern.sphinx.crypto.Primitives;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The state that both sides of a handshake come to from the two ephemeral keys: the shared keys,
 * and what each side signs to prove its identity (spec §4).
 */
final class EphemeralAgreement {
  static final int KEY_BYTES = EphemeralSecret.KEY_BYTES;
  static final int SIGNATURE_BYTES = 64;

  private final EphemeralSecret secret;
  private final SharedKeys keys;

  private EphemeralAgreement(EphemeralSecret secret, SharedKeys keys) {
    this.secret = secret;
    this.keys = keys;
  }

  /** Null if the peer's key contributes nothing, or is our own. */
  static @Nullable EphemeralAgreement of(
      SphinxPrivateKey ours, byte[] theirs, Primitives primitives) {
    EphemeralSecret secret = EphemeralSecret.of(ours, theirs, primitives);
    return secret == null
        ? null
        : new EphemeralAgreement(secret, SharedKeys.derive(secret.reveal(), primitives));
  }

  SharedKeys keys() {
    return keys;
  }

  byte[] ourPublicKey() {
    return secret.ourPublicKey();
  }

  byte[] signedByUs() {
    return secret.signedByUs();
  }

  byte[] signedByPeer() {
    return secret.signedByPeer();
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
