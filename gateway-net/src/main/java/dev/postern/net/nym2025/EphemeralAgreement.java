package dev.postern.net.nym2025;

import dev.postern.net.wire.EphemeralSecret;
import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.IdentityPublicKey;
import dev.postern.sphinx.crypto.Primitives;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state that both sides of a registration come to from two ephemeral keys and a salt: the key,
 * and the material by which each side proves its identity (the later generations' spec §6.2).
 *
 * <pre>
 *  0                            80            92
 *  +-----------------------------+-------------+
 *  |  sealed signature, 64 + 16  |    nonce    |
 *  +-----------------------------+-------------+
 * </pre>
 */
final class EphemeralAgreement {
  static final int KEY_BYTES = EphemeralSecret.KEY_BYTES;

  private static final int SEALED_BYTES = IdentityPublicKey.SIGNATURE_BYTES + GcmSivKey.TAG_BYTES;

  /** Length of the material. */
  static final int MATERIAL_BYTES = SEALED_BYTES + GcmSivKey.NONCE_BYTES;

  private final EphemeralSecret secret;
  private final GcmSivKey key;
  private final Primitives primitives;

  private EphemeralAgreement(EphemeralSecret secret, GcmSivKey key, Primitives primitives) {
    this.secret = secret;
    this.key = key;
    this.primitives = primitives;
  }

  /** Null if the peer's key contributes nothing, or is our own. */
  static @Nullable EphemeralAgreement of(
      SphinxPrivateKey ours, byte[] theirs, byte[] salt, Primitives primitives) {
    EphemeralSecret secret = EphemeralSecret.of(ours, theirs, primitives);
    return secret == null
        ? null
        : new EphemeralAgreement(
            secret, GcmSivKey.derive(salt, secret.reveal(), primitives), primitives);
  }

  GcmSivKey key() {
    return key;
  }

  byte[] ourPublicKey() {
    return secret.ourPublicKey();
  }

  /** By which we prove to be that identity. */
  byte[] material(IdentityPrivateKey identity, byte[] nonce) {
    byte[] sealed = key.seal(primitives, nonce, identity.sign(secret.signedByUs()));
    return ByteBuffer.allocate(MATERIAL_BYTES).put(sealed).put(nonce).array();
  }

  /** Why the peer's material proves nothing, in the reference's words; empty if it does. */
  Optional<String> refusal(byte[] material, IdentityPublicKey peer) {
    if (material.length != MATERIAL_BYTES) {
      return Optional.of("received response was malformed:"); // the colon is the reference's
    }
    byte[] nonce = Arrays.copyOfRange(material, SEALED_BYTES, MATERIAL_BYTES);
    Optional<byte[]> signature = key.open(primitives, nonce, Arrays.copyOf(material, SEALED_BYTES));
    if (signature.isEmpty()) {
      return Optional.of("failed to either encrypt or decrypt provided message");
    }
    return peer.verifies(signature.get(), secret.signedByPeer())
        ? Optional.empty()
        : Optional.of("received invalid signature");
  }
}
