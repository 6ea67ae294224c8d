package dev.postern.sphinx.crypto;

import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Ed25519 in pure Java. */
final class BouncyCastleSignatures implements Signatures {
  @Override
  public byte[] sign(byte[] seed, byte[] publicKey, byte[] message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed, 0, publicKey, 0, message, 0, message.length, signature, 0);
    return signature;
  }

  @Override
  public boolean verify(byte[] signature, byte[] publicKey, byte[] message) {
    return Ed25519.verify(signature, 0, publicKey, 0, message, 0, message.length);
  }
}
