package dev.postern.net.tls;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** A certificate chain and the private key that belongs to its first certificate. */
final class ServerKey {
  private static final byte[] PROBE =
      "do these two belong together?".getBytes(StandardCharsets.US_ASCII);

  private final List<X509Certificate> chain;
  private final PrivateKey privateKey;

  private ServerKey(List<X509Certificate> chain, PrivateKey privateKey) {
    this.chain = chain;
    this.privateKey = privateKey;
  }

  /** From the contents of both files; throws if they don't belong together. */
  static ServerKey parse(TlsFiles files, byte[] certificates, byte[] key) throws TlsException {
    List<X509Certificate> chain = PemKeys.certificates(files.certificateChain(), certificates);
    PrivateKey privateKey = PemKeys.privateKey(files.privateKey(), key);
    if (!belongTogether(chain.get(0).getPublicKey(), privateKey)) {
      boolean another =
          chain.stream().anyMatch(above -> belongTogether(above.getPublicKey(), privateKey));
      throw TlsException.privateKey(
          files.privateKey(),
          "it does not belong to the first certificate in " + files.certificateChain(),
          another
              ? "put the gateway's own certificate first there, those above it behind it"
              : "name the key that the certificate was made for");
    }
    return new ServerKey(chain, privateKey);
  }

  /** A signature is the one proof that works for every kind of key. */
  private static boolean belongTogether(PublicKey publicKey, PrivateKey privateKey) {
    String algorithm =
        switch (privateKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> privateKey.getAlgorithm();
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(privateKey);
      signature.update(PROBE);
      byte[] proof = signature.sign();
      signature.initVerify(publicKey);
      signature.update(PROBE);
      return signature.verify(proof);
    } catch (GeneralSecurityException anotherKindOfKey) {
      return false;
    }
  }

  List<X509Certificate> chain() {
    return chain;
  }

  PrivateKey privateKey() {
    return privateKey;
  }

  Instant notBefore() {
    return chain.get(0).getNotBefore().toInstant();
  }

  Instant notAfter() {
    return chain.get(0).getNotAfter().toInstant();
  }

  @Override
  public String toString() {
    return "ServerKey[redacted]";
  }
}
