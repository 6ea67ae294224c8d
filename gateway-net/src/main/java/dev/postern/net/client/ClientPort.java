package dev.postern.net.client;

import dev.postern.net.tls.TlsCertificate;
import java.util.Optional;

/**
 * What a port for clients speaks below WebSocket.
 *
 * @param tls what new connections get for TLS; empty for a port that speaks none. Remains the
 *     caller's to close
 * @param proxies who has to say first for whom it connects
 */
public record ClientPort(Optional<TlsCertificate> tls, TrustedProxies proxies) {
  /** WebSocket over TCP, and no proxy is trusted. */
  public static ClientPort plain() {
    return new ClientPort(Optional.empty(), TrustedProxies.none());
  }
}
