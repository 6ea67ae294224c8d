package dev.postern.app.cli;

import dev.postern.app.config.ConfigException;
import dev.postern.app.config.GatewayFiles;
import dev.postern.app.config.ListeningHost;
import dev.postern.net.tls.TlsFiles;
import dev.postern.net.tls.TlsProvider;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options about TLS for clients, over what is configured already. */
final class TlsOptions {
  @Option(
      names = "--tls-certificate",
      paramLabel = "FILE",
      description = "Certificate chain in PEM: clients are spoken to with TLS.")
  private @Nullable String certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "Its private key in PEM, not encrypted.")
  private @Nullable String key;

  @Option(
      names = "--tls-port",
      paramLabel = "PORT",
      converter = Converters.Port.class,
      description =
          "A port of its own for TLS, beside the plain one; without it the clients' port speaks"
              + " TLS and nothing else.")
  private @Nullable Integer port;

  /** Where the clients' port listens decides on which address a port of its own is. */
  Optional<TlsFiles> over(Optional<TlsFiles> before, InetSocketAddress clients, Path home)
      throws ConfigException {
    Optional<Path> chain = path(certificate, home).or(() -> before.map(TlsFiles::certificateChain));
    Optional<Path> privateKey = path(key, home).or(() -> before.map(TlsFiles::privateKey));
    if (chain.isEmpty() && privateKey.isEmpty() && port == null) {
      return Optional.empty();
    }
    if (chain.isEmpty() || privateKey.isEmpty()) {
      throw new ConfigException(
          "TLS needs a certificate and its key: give both --tls-certificate and --tls-key");
    }
    return Optional.of(
        new TlsFiles(
            chain.get(),
            privateKey.get(),
            listening(before, clients),
            before.map(TlsFiles::provider).orElse(TlsProvider.JDK)));
  }

  private Optional<InetSocketAddress> listening(
      Optional<TlsFiles> before, InetSocketAddress clients) throws ConfigException {
    Optional<InetSocketAddress> own =
        port == null
            ? before.flatMap(TlsFiles::listeningAddress)
            : Optional.of(new InetSocketAddress(clients.getAddress(), port));
    if (own.isPresent() && own.get().getPort() != 0 && own.get().equals(clients)) {
      throw new ConfigException(
          "TLS and plain clients can't both be on %s; leave --tls-port out for TLS alone"
              .formatted(ListeningHost.text(clients)));
    }
    return own;
  }

  private static Optional<Path> path(@Nullable String written, Path home) throws ConfigException {
    return written == null ? Optional.empty() : Optional.of(GatewayFiles.path(written, home));
  }
}
