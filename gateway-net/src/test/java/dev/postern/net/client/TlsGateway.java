package dev.postern.net.client;

import dev.postern.net.tls.TlsCertificate;
import dev.postern.net.tls.TlsFiles;
import dev.postern.net.tls.TlsMetrics;
import dev.postern.net.tls.TlsProvider;
import dev.postern.testing.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A {@link TestGateway} that has a port with TLS beside the plain one. */
final class TlsGateway implements AutoCloseable {
  final TestGateway gateway = new TestGateway();
  final InetSocketAddress address;
  final TlsCertificate certificate;
  private final Path chain;
  private final Path key;
  private final ClientServer server;

  TlsGateway(Path directory, TlsProvider provider) throws IOException {
    this(directory, provider, ClientOptions.defaults());
  }

  TlsGateway(Path directory, TlsProvider provider, ClientOptions options) throws IOException {
    chain = directory.resolve("chain.pem");
    key = directory.resolve("key.pem");
    TestCertificate.create("first").write(chain, key);
    certificate =
        TlsCertificate.load(
            TlsFiles.of(chain, key).withProvider(provider), new TlsMetrics(gateway.meters));
    server =
        new ClientServer(
            gateway.eventLoops(), gateway.services, TestGateway.ENGINE, options, gateway.meters);
    address =
        server.bind(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new ClientPort(Optional.of(certificate), TrustedProxies.none()));
  }

  /** Hurries somebody who can't hurry. */
  static ClientOptions hasty() {
    return ClientOptions.defaults().withUpgradeTimeout(Duration.ofMillis(300));
  }

  /** Writes another pair, which nobody has looked at yet. */
  void replaceFiles(TestCertificate by) throws IOException {
    by.write(chain, key);
  }

  Path keyFile() {
    return key;
  }

  /** A socket whose hands are not shaken yet, that trusts anybody. */
  SSLSocket socket(String... protocols) {
    try {
      return socketOver(new Socket(address.getAddress(), address.getPort()), protocols);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  SSLSocket socketOver(Socket connected, String... protocols) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustAll()}, null);
      SSLSocket socket =
          (SSLSocket)
              context
                  .getSocketFactory()
                  .createSocket(connected, "localhost", address.getPort(), true);
      if (protocols.length > 0) {
        socket.setEnabledProtocols(protocols);
      }
      return socket;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RawWebSocket connect() {
    return new RawWebSocket(socket()).upgrade();
  }

  double connections() {
    return server.connections();
  }

  double reloads(String outcome) {
    return gateway.meters.counter("postern.tls.reloads", "outcome", outcome).count();
  }

  double closed(String reason) {
    return gateway.meters.counter("postern.clients.closed", "reason", reason).count();
  }

  @Override
  public void close() {
    certificate.close();
    server.close();
    gateway.close();
  }

  private static final class TrustAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
