package dev.postern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.Await;
import dev.postern.net.client.TestGateway.Client;
import dev.postern.net.tls.TlsProvider;
import dev.postern.testing.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** New files under a listener that has sessions. */
class CertificateSwapTest {
  @TempDir private Path directory;

  @Test
  void newPair_isForNewConnections_andSessionsLiveOn() throws IOException {
    try (TlsGateway tls = new TlsGateway(directory, TlsProvider.JDK)) {
      Client client = tls.gateway.registeredClient();
      try (RawWebSocket session = tls.connect()) {
        session.sendText(client.authenticateText());
        assertThat(session.read().text()).contains("\"status\":true");
        TestCertificate second = TestCertificate.create("second");
        tls.certificate.watch(Duration.ofMillis(5));
        tls.replaceFiles(second);

        Await.until("the new one is shown", () -> shown(tls).equals(second.certificate()));

        TestGateway.append(tls.gateway.store, client, 17);
        tls.gateway.online.find(client.address()).wake();
        assertThat(TestGateway.number(client.open(session.readConfirming().binary())))
            .isEqualTo(17);
      }
    }
  }

  @Test
  void badPair_keepsTheOldOne() throws IOException {
    try (TlsGateway tls = new TlsGateway(directory, TlsProvider.JDK)) {
      X509Certificate before = shown(tls);
      Files.writeString(tls.keyFile(), TestCertificate.create("other").keyPem());
      tls.certificate.watch(Duration.ofMillis(5));
      Await.until("it was refused", () -> tls.reloads("refused") == 1);
      assertThat(shown(tls)).isEqualTo(before);
      tls.connect().close();
    }
  }

  private static X509Certificate shown(TlsGateway tls) {
    try (SSLSocket socket = tls.socket()) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
