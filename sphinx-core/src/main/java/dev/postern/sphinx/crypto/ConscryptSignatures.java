package dev.postern.sphinx.crypto;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Signature;
import java.security.SignatureException;
import org.conscrypt.OpenSslEdDsaPrivateKey;
import org.conscrypt.OpenSslEdDsaPublicKey;

/**
 * Ed25519 by BoringSSL: two thirds of BouncyCastle's time, and no compiling of it while the first
 * thousand clients register.
 */
final class ConscryptSignatures implements Signatures {
  private static final String ALGORITHM = "EdDSA";

  private final Provider provider;

  ConscryptSignatures(Provider provider) {
    this.provider = provider;
  }

  @Override
  public byte[] sign(byte[] seed, byte[] publicKey, byte[] message) {
    OpenSslEdDsaPrivateKey key = new OpenSslEdDsaPrivateKey(seed);
    try {
      Signature signing = Signature.getInstance(ALGORITHM, provider);
      signing.initSign(key);
      signing.update(message);
      return signing.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("Ed25519 refused to sign " + message.length + " bytes", e);
    } finally {
      key.destroy();
    }
  }

  @Override
  public boolean verify(byte[] signature, byte[] publicKey, byte[] message) {
    try {
      Signature verifying = Signature.getInstance(ALGORITHM, provider);
      verifying.initVerify(new OpenSslEdDsaPublicKey(publicKey));
      verifying.update(message);
      return verifying.verify(signature);
    } catch (SignatureException malformed) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("Ed25519 refused to verify " + message.length + " bytes", e);
    }
  }
}
