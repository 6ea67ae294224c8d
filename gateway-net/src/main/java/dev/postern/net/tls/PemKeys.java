package dev.postern.net.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** What PEM files hold (RFC 7468), and a line for an operator where they don't. */
final class PemKeys {
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";
  private static final String PKCS1 = "RSA PRIVATE KEY";
  private static final String SEC1 = "EC PRIVATE KEY";
  private static final String PKCS8 = "PRIVATE KEY";

  // RFC 8410; Bouncy Castle keeps its own name for it to itself.
  private static final ASN1ObjectIdentifier ED25519 = new ASN1ObjectIdentifier("1.3.101.112");

  private PemKeys() {}

  /** All certificates of a file, in its order; at least one. */
  static List<X509Certificate> certificates(Path file, byte[] content) throws TlsException {
    List<X509Certificate> chain = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (PemObject block : blocks(content, CERTIFICATE::equals)) {
        chain.add(
            (X509Certificate)
                factory.generateCertificate(new ByteArrayInputStream(block.getContent())));
      }
    } catch (IOException | RuntimeException | CertificateException e) {
      throw TlsException.certificate(
          file, "what is in it can't be read as certificates", "write it anew as PEM");
    }
    if (chain.isEmpty()) {
      throw TlsException.certificate(
          file,
          "there is no 'BEGIN CERTIFICATE' in it",
          "name a PEM file; 'openssl x509 -inform der -in FILE -out FILE.pem' makes one from DER");
    }
    return chain;
  }

  /** The first private key of a file. */
  static PrivateKey privateKey(Path file, byte[] content) throws TlsException {
    List<PemObject> keys;
    try {
      keys = blocks(content, type -> type.endsWith(PKCS8));
    } catch (IOException | RuntimeException e) {
      throw unreadable(file);
    }
    if (keys.isEmpty()) {
      throw TlsException.privateKey(
          file,
          "there is no 'BEGIN PRIVATE KEY' in it",
          "name a PEM file; 'openssl pkey -inform der -in FILE -out FILE.pem' makes one from DER");
    }
    PemObject key = keys.get(0);
    if (key.getType().equals(ENCRYPTED) || !key.getHeaders().isEmpty()) {
      throw TlsException.privateKey(
          file,
          "it is encrypted, and nobody is there to type a passphrase",
          "'openssl pkey -in %s -out FILE' decrypts it; chmod 600 FILE".formatted(file));
    }
    return privateKey(file, key);
  }

  private static PrivateKey privateKey(Path file, PemObject block) throws TlsException {
    PrivateKeyInfo key;
    try {
      key =
          switch (block.getType()) {
            case PKCS8 -> PrivateKeyInfo.getInstance(block.getContent());
            case PKCS1 ->
                new PrivateKeyInfo(
                    new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                    RSAPrivateKey.getInstance(block.getContent()));
            case SEC1 -> {
              ECPrivateKey ec = ECPrivateKey.getInstance(block.getContent());
              yield new PrivateKeyInfo(
                  new AlgorithmIdentifier(
                      X9ObjectIdentifiers.id_ecPublicKey, ec.getParametersObject()),
                  ec);
            }
            default -> throw unknownKind(file);
          };
      return KeyFactory.getInstance(kind(file, key.getPrivateKeyAlgorithm().getAlgorithm()))
          .generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
    } catch (TlsException e) {
      throw e;
    } catch (IOException | RuntimeException | GeneralSecurityException e) {
      throw unreadable(file);
    }
  }

  private static String kind(Path file, ASN1ObjectIdentifier algorithm) throws TlsException {
    if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      return "EC";
    }
    if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      return "RSA";
    }
    if (algorithm.equals(ED25519)) {
      return "Ed25519";
    }
    throw unknownKind(file);
  }

  private static TlsException unknownKind(Path file) {
    return TlsException.privateKey(
        file, "it holds a kind of key that TLS has no use for", "use an ECDSA or RSA key");
  }

  private static TlsException unreadable(Path file) {
    return TlsException.privateKey(
        file,
        "the key in it can't be read",
        "restore it, or write it anew: 'openssl pkey -in %s -out FILE'".formatted(file));
  }

  private static List<PemObject> blocks(byte[] content, Predicate<String> type) throws IOException {
    List<PemObject> found = new ArrayList<>();
    try (PemReader reader =
        new PemReader(
            new InputStreamReader(
                new ByteArrayInputStream(content), StandardCharsets.ISO_8859_1))) {
      for (PemObject block = reader.readPemObject();
          block != null;
          block = reader.readPemObject()) {
        if (type.test(block.getType())) {
          found.add(block);
        }
      }
    }
    return found;
  }
}
