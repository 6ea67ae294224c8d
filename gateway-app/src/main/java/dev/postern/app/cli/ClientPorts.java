package dev.postern.app.cli;

import dev.postern.net.tls.TlsFiles;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where clients are accepted.
 *
 * @param plain without TLS, if they are
 * @param tls with TLS, if they are
 */
record ClientPorts(OptionalInt plain, OptionalInt tls) {
  static ClientPorts of(InetSocketAddress clients, Optional<TlsFiles> files) {
    OptionalInt port = OptionalInt.of(clients.getPort());
    if (files.isEmpty()) {
      return new ClientPorts(port, OptionalInt.empty());
    }
    return files
        .get()
        .listeningAddress()
        .map(own -> new ClientPorts(port, OptionalInt.of(own.getPort())))
        .orElseGet(() -> new ClientPorts(OptionalInt.empty(), port));
  }

  /** Whether a port is the one, and it understands nothing else. */
  boolean speakOnlyTlsAt(OptionalInt port) {
    return plain.isEmpty() && port.isPresent() && port.equals(tls);
  }
}
