package dev.postern.sphinx.crypto;

/**
 * Ed25519 (RFC 8032) by one library. Keys are known to be 32 bytes, signatures 64. Safe for use by
 * many threads.
 *
 * <p>Whoever implements it: false for an s that isn't canonical and for an R that is no point, and
 * no cofactor, so that all agree on every signature.
 */
interface Signatures {
  byte[] sign(byte[] seed, byte[] publicKey, byte[] message);

  boolean verify(byte[] signature, byte[] publicKey, byte[] message);
}
