package dev.postern.sphinx.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import org.conscrypt.OpenSSLX25519PrivateKey;
import org.conscrypt.OpenSSLX25519PublicKey;

/**
 * X25519 keys by BoringSSL, which knows multiples of the base point by heart: 13 µs a pair, where
 * BouncyCastle and any plain product take 30. Safe for use by many threads.
 */
final class ConscryptKeyPairs {
  private final Provider provider;

  ConscryptKeyPairs(Provider provider) {
    this.provider = provider;
  }

  SphinxPrivateKey next() {
    KeyPair pair = generate();
    // The scalar comes unclamped on purpose; its public key is the clamped one's.
    byte[] scalar = ((OpenSSLX25519PrivateKey) pair.getPrivate()).getU();
    return SphinxPrivateKey.ofPair(scalar, ((OpenSSLX25519PublicKey) pair.getPublic()).getU());
  }

  private KeyPair generate() {
    try {
      return KeyPairGenerator.getInstance("XDH", provider).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("Conscrypt makes no X25519 keys", e);
    }
  }
}
