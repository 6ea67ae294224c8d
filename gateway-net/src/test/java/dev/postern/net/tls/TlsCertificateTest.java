package dev.postern.net.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.testing.TestCertificate;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The two files: what is accepted, what is refused in which words, what a change of them does. */
class TlsCertificateTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TlsMetrics metrics = new TlsMetrics(meters);
  private Path chain;
  private Path key;

  @BeforeEach
  void files(@TempDir Path directory) throws IOException {
    chain = directory.resolve("fullchain.pem");
    key = directory.resolve("privkey.pem");
    TestCertificate.create("first").write(chain, key);
  }

  private TlsFiles files() {
    return TlsFiles.of(chain, key);
  }

  private TlsCertificate load() throws TlsException {
    return TlsCertificate.load(files(), metrics);
  }

  private void assertRefused(String... words) {
    assertThatThrownBy(this::load)
        .isInstanceOf(TlsException.class)
        .hasMessageContainingAll(words)
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @EnumSource
  void load_eachFormOfAKeyAndEachProvider_isTaken(TlsProvider provider) throws Exception {
    for (TestCertificate made :
        new TestCertificate[] {TestCertificate.create("ec"), TestCertificate.createRsa("rsa")}) {
      Files.writeString(chain, "a comment, as openssl writes it\n" + made.certificatePem());
      for (String pem : new String[] {made.keyPem(), made.oldKeyPem()}) {
        Files.writeString(key, pem);
        try (TlsCertificate loaded = TlsCertificate.load(files().withProvider(provider), metrics)) {
          SSLEngine engine = loaded.newHandler(UnpooledByteBufAllocator.DEFAULT).engine();
          assertThat(engine.getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.3", "TLSv1.2");
          assertThat(engine.getEnabledCipherSuites())
              .allMatch(suite -> suite.matches("TLS_(AES|CHACHA20|ECDHE_).*(GCM|POLY1305)_SHA.*"));
        }
      }
    }
  }

  @Test
  void load_missingCertificate_saysWhichKeyAndFile() throws IOException {
    Files.delete(chain);
    assertRefused("certificate_chain = '" + chain + "' in [tls]", "does not exist", "name a PEM");
  }

  @Test
  void load_missingKey_saysWhichKeyAndFile() throws IOException {
    Files.delete(key);
    assertRefused("private_key = '" + key + "' in [tls]", "does not exist");
  }

  @Test
  void load_noPem_saysSo() throws IOException {
    Files.write(chain, new byte[] {0x30, (byte) 0x82, 1, 2});
    assertRefused("certificate_chain", "no 'BEGIN CERTIFICATE'", "-inform der");
  }

  @Test
  void load_damagedCertificate_saysSo() throws IOException {
    Files.writeString(chain, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assertRefused("certificate_chain", "can't be read as certificates");
  }

  @Test
  void load_cutOffKey_saysSo() throws IOException {
    Files.writeString(key, Files.readString(key).substring(0, 60));
    assertRefused("private_key", "can't be read");
  }

  @Test
  void load_keyWithoutPem_saysSo() throws IOException {
    Files.writeString(key, "hunter2");
    assertRefused("private_key", "no 'BEGIN PRIVATE KEY'");
    assertThatThrownBy(this::load).hasMessageNotContaining("hunter2");
  }

  @Test
  void load_encryptedKey_saysHowToDecryptIt() throws IOException {
    Files.writeString(
        key, "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
    assertRefused("private_key", "encrypted", "openssl pkey -in " + key);
  }

  @Test
  void load_keyEncryptedTheOldWay_saysHowToDecryptIt() throws IOException {
    Files.writeString(
        key,
        """
        -----BEGIN RSA PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-128-CBC,00000000000000000000000000000000

        AAAA
        -----END RSA PRIVATE KEY-----
        """);
    assertRefused("private_key", "encrypted", "openssl pkey -in " + key);
  }

  @Test
  void load_keyOfAnotherCertificate_saysSo() throws IOException {
    Files.writeString(key, TestCertificate.create("other").keyPem());
    assertRefused("private_key", "does not belong to the first certificate in " + chain);
  }

  @Test
  void load_chainInTheWrongOrder_saysSo() throws IOException {
    Files.writeString(
        chain, TestCertificate.create("authority").certificatePem() + Files.readString(chain));
    assertRefused("private_key", "put the gateway's own certificate first");
  }

  @Test
  void load_hugeFile_isRefusedUnread() throws IOException {
    Files.writeString(chain, "x".repeat((1 << 20) + 1));
    assertRefused("certificate_chain", "longer than any such file");
  }

  @Test
  void load_expired_isTakenWithAWarning() throws IOException {
    TestCertificate.createExpired("old").write(chain, key);
    load().close();
  }

  @Test
  void nativeProvider_whereItDoesNotLoad_isTheJdks() {
    TlsPolicy policy =
        TlsPolicy.of(
            TlsProvider.NATIVE,
            () -> {
              throw new UnsatisfiedLinkError("no conscrypt here");
            });
    assertThat(policy.providerName()).isEqualTo("JDK");
  }

  @Test
  void nativeProvider_whereItLoads_isUsed() {
    assertThat(TlsPolicy.of(TlsProvider.NATIVE).providerName()).isEqualTo("Conscrypt");
  }

  @Test
  void look_newPair_isTakenUp() throws Exception {
    try (TlsCertificate loaded = load()) {
      TestCertificate.create("second").write(chain, key);
      loaded.look();
      loaded.look();
      assertOutcomes(1, 0);
    }
  }

  @Test
  void look_sameFiles_changesNothing() throws Exception {
    try (TlsCertificate loaded = load()) {
      Files.setLastModifiedTime(chain, FileTime.fromMillis(0));
      loaded.look();
      assertOutcomes(0, 0);
    }
  }

  /** As certbot does it: the files are links, and the links are moved. */
  @Test
  void look_linkThatPointsElsewhere_isTakenUp(@TempDir Path archive) throws Exception {
    Path firstChain = Files.move(chain, archive.resolve("fullchain1.pem"));
    Path firstKey = Files.move(key, archive.resolve("privkey1.pem"));
    Path secondChain = archive.resolve("fullchain2.pem");
    Path secondKey = archive.resolve("privkey2.pem");
    TestCertificate.create("second").write(secondChain, secondKey);
    Files.createSymbolicLink(chain, firstChain);
    Files.createSymbolicLink(key, firstKey);
    try (TlsCertificate loaded = load()) {
      pointTo(chain, secondChain);
      loaded.look(); // between the two: a pair that doesn't match
      pointTo(key, secondKey);
      loaded.look();
      assertOutcomes(1, 0);
    }
  }

  private static void pointTo(Path link, Path target) throws IOException {
    Path fresh = link.resolveSibling("fresh");
    Files.createSymbolicLink(fresh, target);
    Files.move(fresh, link, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void look_badPair_isToldOnceAndAgainWhenItChanges() throws Exception {
    try (TlsCertificate loaded = load()) {
      Files.writeString(key, TestCertificate.create("other").keyPem());
      loaded.look();
      loaded.look();
      loaded.look();
      loaded.look();
      assertOutcomes(0, 1);
      Files.delete(key);
      loaded.look();
      loaded.look();
      loaded.look();
      assertOutcomes(0, 2);
    }
  }

  @Test
  void look_goodPairAfterABadOne_isTakenUp() throws Exception {
    try (TlsCertificate loaded = load()) {
      Files.writeString(key, "nothing");
      loaded.look();
      loaded.look();
      TestCertificate.create("second").write(chain, key);
      loaded.look();
      assertOutcomes(1, 1);
    }
  }

  private void assertOutcomes(int loaded, int refused) {
    assertThat(meters.counter("postern.tls.reloads", "outcome", "loaded").count())
        .isEqualTo(loaded);
    assertThat(meters.counter("postern.tls.reloads", "outcome", "refused").count())
        .isEqualTo(refused);
  }
}
