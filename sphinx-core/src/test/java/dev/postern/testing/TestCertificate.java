package dev.postern.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** A certificate that signed itself, and its key: as files that an operator would have. */
public final class TestCertificate {
  private final KeyPair keys;
  private final X509Certificate certificate;

  private TestCertificate(KeyPair keys, X509Certificate certificate) {
    this.keys = keys;
    this.certificate = certificate;
  }

  /** An ECDSA one that is good for a day. */
  public static TestCertificate create(String name) {
    return create(name, "EC", 256, Instant.now().plus(Duration.ofDays(1)));
  }

  /** An RSA one that is good for a day. */
  public static TestCertificate createRsa(String name) {
    return create(name, "RSA", 2048, Instant.now().plus(Duration.ofDays(1)));
  }

  /** One that was good until a minute ago. */
  public static TestCertificate createExpired(String name) {
    return create(name, "EC", 256, Instant.now().minus(Duration.ofMinutes(1)));
  }

  private static TestCertificate create(
      String name, String algorithm, int keyBits, Instant notAfter) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(keyBits);
      KeyPair keys = generator.generateKeyPair();
      AlgorithmIdentifier signing =
          new AlgorithmIdentifier(
              algorithm.equals("EC")
                  ? X9ObjectIdentifiers.ecdsa_with_SHA256
                  : PKCSObjectIdentifiers.sha256WithRSAEncryption);
      V3TBSCertificateGenerator described = new V3TBSCertificateGenerator();
      described.setSerialNumber(new ASN1Integer(BigInteger.valueOf(System.nanoTime())));
      described.setSubject(new X500Name("CN=" + name));
      described.setIssuer(new X500Name("CN=" + name));
      described.setStartDate(new Time(Date.from(Instant.now().minus(Duration.ofDays(1)))));
      described.setEndDate(new Time(Date.from(notAfter)));
      described.setSubjectPublicKeyInfo(
          SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
      described.setSignature(signing);
      TBSCertificate unsigned = described.generateTBSCertificate();
      Signature signature =
          Signature.getInstance(algorithm.equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(unsigned.getEncoded(ASN1Encoding.DER));
      ASN1EncodableVector signed = new ASN1EncodableVector();
      signed.add(unsigned);
      signed.add(signing);
      signed.add(new DERBitString(signature.sign()));
      return new TestCertificate(
          keys,
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(
                      new ByteArrayInputStream(new DERSequence(signed).getEncoded())));
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError("a JDK can make certificates", e);
    }
  }

  /** What a client sees. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** PEM, as in a file. */
  public String certificatePem() {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** PKCS#8. */
  public String keyPem() {
    return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
  }

  /** PKCS#1 for RSA, SEC1 for ECDSA: what is inside PKCS#8. */
  public String oldKeyPem() {
    try {
      byte[] inner =
          PrivateKeyInfo.getInstance(keys.getPrivate().getEncoded())
              .parsePrivateKey()
              .toASN1Primitive()
              .getEncoded();
      if (keys.getPrivate().getAlgorithm().equals("RSA")) {
        return pem("RSA PRIVATE KEY", inner);
      }
      // openssl names the curve twice: in a block of its own, and in the key.
      ECPrivateKey key = ECPrivateKey.getInstance(inner);
      ASN1Encodable curve =
          PrivateKeyInfo.getInstance(keys.getPrivate().getEncoded())
              .getPrivateKeyAlgorithm()
              .getParameters();
      byte[] withCurve = new ECPrivateKey(256, key.getKey(), curve).getEncoded();
      return pem("EC PARAMETERS", curve.toASN1Primitive().getEncoded())
          + pem("EC PRIVATE KEY", withCurve);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Writes both files. */
  public TestCertificate write(Path certificateFile, Path keyFile) throws IOException {
    Files.writeString(certificateFile, certificatePem());
    Files.writeString(keyFile, keyPem());
    return this;
  }

  private static String pem(String type, byte[] content) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(content)
        + "\n-----END "
        + type
        + "-----\n";
  }
}
