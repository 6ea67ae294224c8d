package dev.postern.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testing.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS as a user has it: files, options, the jar. */
@Timeout(600)
class TlsJarIT {
  private static final Pattern PORT = Pattern.compile("TLS for clients on 127\\.0\\.0\\.1:(\\d+)");

  @TempDir private Path home;
  private Path chain;
  private Path key;
  private TestCertificate first;

  @BeforeEach
  void files() throws IOException {
    chain = home.resolve("chain.pem");
    key = home.resolve("key.pem");
    first = TestCertificate.create("first").write(chain, key);
  }

  private void init(String... more) throws Exception {
    String[] arguments = {
      "init",
      "--id",
      "alpha",
      "--mix-host",
      "127.0.0.1:0",
      "--clients-host",
      "127.0.0.1:0",
      "--validator",
      "none",
      "--tls-certificate",
      chain.toString(),
      "--tls-key",
      key.toString()
    };
    String[] all = new String[arguments.length + more.length];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    try (PosternProcess init = PosternProcess.run(home, all)) {
      assertThat(init.exitCode()).as("%s", init.output()).isZero();
    }
  }

  private static int tlsPort(PosternProcess gateway) throws InterruptedException {
    Matcher port = PORT.matcher(gateway.awaitLine("TLS for clients on"));
    assertThat(port.find()).isTrue();
    return Integer.parseInt(port.group(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdk", "native"})
  void run_withTls_speaksItAndTakesUpANewCertificate(String provider) throws Exception {
    init();
    Path config = home.resolve(".nym/gateways/alpha/config/config.toml");
    Files.writeString(config, Files.readString(config) + "provider = '" + provider + "'\n");
    try (PosternProcess gateway = new PosternProcess(home, "run", "--id", "alpha")) {
      gateway.awaitLine("Announcing the following socket address for clients data: wss://");
      int port = tlsPort(gateway);
      assertThat(answer(port, first.certificate())).startsWith("HTTP/1.1 101 ");

      TestCertificate second = TestCertificate.create("second").write(chain, key);
      gateway.awaitLine("New connections get the new TLS certificate");
      assertThat(answer(port, second.certificate())).startsWith("HTTP/1.1 101 ");

      gateway.signal("TERM");
      assertThat(gateway.exitCode()).isZero();
    }
  }

  @Test
  void run_tlsOnAPortOfItsOwn_leavesThePlainOne() throws Exception {
    init("--tls-port", "0");
    try (PosternProcess gateway = new PosternProcess(home, "run", "--id", "alpha")) {
      gateway.awaitLine("Announcing the following socket address for clients data: ws://");
      String line = gateway.awaitLine("for clients on 127.0.0.1:");
      int plain = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
      assertThat(answer(tlsPort(gateway), first.certificate())).startsWith("HTTP/1.1 101 ");
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), plain)) {
        assertThat(upgrade(socket)).startsWith("HTTP/1.1 101 ");
      }
    }
  }

  @Test
  void run_unusableFiles_saysSoInOneLine() throws Exception {
    init();
    Files.writeString(key, TestCertificate.create("other").keyPem());
    try (PosternProcess gateway = PosternProcess.run(home, "run", "--id", "alpha")) {
      assertThat(gateway.output())
          .last()
          .asString()
          .startsWith("postern: private_key = '" + key + "' in [tls] can't be used: it does not");
      assertThat(gateway.output()).noneMatch(line -> line.startsWith("\tat "));
      assertThat(gateway.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void run_renegotiation_isRefused() throws Exception {
    init();
    try (PosternProcess gateway = new PosternProcess(home, "run", "--id", "alpha")) {
      try (SSLSocket socket = socket(tlsPort(gateway), first.certificate())) {
        socket.setEnabledProtocols(new String[] {"TLSv1.2"});
        assertThat(upgrade(socket)).startsWith("HTTP/1.1 101 ");
        socket.startHandshake(); // a resumed session, which is the cheap kind
        assertThat(ends(socket)).isTrue();
      }
    }
  }

  private static boolean ends(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException refused) {
      return true;
    }
  }

  private static String answer(int port, X509Certificate trusted) throws Exception {
    try (SSLSocket socket = socket(port, trusted)) {
      return upgrade(socket);
    }
  }

  private static SSLSocket socket(int port, X509Certificate trusted) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("gateway", trusted);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(60_000);
    return socket;
  }

  private static String upgrade(Socket socket) throws IOException {
    socket
        .getOutputStream()
        .write(
            String.join(
                    "\r\n",
                    "GET / HTTP/1.1",
                    "Connection: Upgrade",
                    "Upgrade: websocket",
                    "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                    "",
                    "")
                .getBytes(StandardCharsets.US_ASCII));
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("ended after " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }
}
