package dev.postern.net.nym2025;

import dev.postern.sphinx.DestinationAddress;
import dev.postern.sphinx.crypto.Primitives;
import java.security.MessageDigest;

/**
 * What both kinds of login have in common: the client's address, sealed under its key and a nonce
 * of its choice. Immutable.
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, compared in constant time only
record SealedAddress(byte[] ciphertext, byte[] nonce) {
  /** Length of the ciphertext. */
  static final int BYTES = DestinationAddress.BYTES + GcmSivKey.TAG_BYTES;

  static SealedAddress of(
      DestinationAddress client, GcmSivKey key, byte[] nonce, Primitives primitives) {
    return new SealedAddress(key.seal(primitives, nonce, client.toBytes()), nonce);
  }

  /**
   * Whether it is sealed by the holder of this key; compares in constant time. The gateway holds
   * it, too, and would seal an address for whoever sends it as a message.
   */
  boolean isBy(DestinationAddress client, GcmSivKey key, Primitives primitives) {
    return ciphertext.length == BYTES
        && nonce.length == GcmSivKey.NONCE_BYTES
        && MessageDigest.isEqual(of(client, key, nonce, primitives).ciphertext, ciphertext)
        && !GatewayNonces.isGateways(nonce, 0);
  }

  /** Prints no content. */
  @Override
  public String toString() {
    return "SealedAddress[redacted]";
  }
}
