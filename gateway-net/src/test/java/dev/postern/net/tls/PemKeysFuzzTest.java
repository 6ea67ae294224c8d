package dev.postern.net.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.FuzzTarget;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/**
 * The two files of TLS: what is read of them is the same once it is written as PEM again, and
 * nothing of what is there is passed over; what is refused is so in one line that names the file
 * and shows nothing of its content.
 */
class PemKeysFuzzTest extends FuzzTarget {
  private static final Path FILE = Path.of("tls.pem");

  @Override
  protected void check(byte[] input) throws CertificateEncodingException, TlsException {
    String text = new String(input, ISO_8859_1);
    try {
      List<X509Certificate> chain = PemKeys.certificates(FILE, input);
      assertThat(chain).isNotEmpty().hasSizeLessThanOrEqualTo(count(text, "-----END CERTIFICATE"));
      StringBuilder written = new StringBuilder();
      for (X509Certificate certificate : chain) {
        written.append(pem("CERTIFICATE", certificate.getEncoded()));
      }
      assertThat(PemKeys.certificates(FILE, written.toString().getBytes(ISO_8859_1)))
          .isEqualTo(chain);
    } catch (TlsException e) {
      assertIsFit(e);
    }
    try {
      PrivateKey key = PemKeys.privateKey(FILE, input);
      assertThat(text).contains("-----BEGIN ").contains("PRIVATE KEY-----");
      assertThat(key.getFormat()).isEqualTo("PKCS#8");
      byte[] again = pem("PRIVATE KEY", key.getEncoded()).getBytes(ISO_8859_1);
      assertThat(PemKeys.privateKey(FILE, again).getEncoded()).isEqualTo(key.getEncoded());
    } catch (TlsException e) {
      assertIsFit(e);
    }
  }

  private static void assertIsFit(TlsException e) {
    assertThat(e).hasMessageContaining(FILE.toString());
    assertThat(e.getMessage()).matches("[\\p{Print}…‘’“”]+").hasSizeLessThan(300);
    assertThat(e.getCause()).isNull(); // a parser's words may quote the key
  }

  private static int count(String text, String part) {
    return text.split(part, -1).length - 1;
  }

  private static String pem(String type, byte[] content) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
        + "\n-----END "
        + type
        + "-----\n";
  }

  /** Whole ones are in the corpus. */
  @Override
  protected List<byte[]> seeds() {
    return List.of(
        pem("CERTIFICATE", new byte[] {0x30, 0}).getBytes(ISO_8859_1),
        pem("PRIVATE KEY", new byte[] {0x30, 3, 2, 1, 0}).getBytes(ISO_8859_1),
        pem("DSA PRIVATE KEY", new byte[3]).getBytes(ISO_8859_1),
        "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END EC PRIVATE KEY-----\n"
            .getBytes(ISO_8859_1));
  }

  @Override
  protected int maxBytes() {
    return 1500;
  }
}
