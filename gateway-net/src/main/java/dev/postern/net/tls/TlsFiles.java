package dev.postern.net.tls;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * By what clients are spoken to with TLS, and where. The files are read at the start and whenever
 * they change.
 *
 * @param certificateChain PEM: the gateway's certificate first, then those above it
 * @param privateKey PEM, unencrypted: PKCS#8, or one of the older forms PKCS#1 and SEC1
 * @param listeningAddress a port of its own, beside the plain one; if empty, the clients' port
 *     speaks TLS and nothing else
 * @param provider whose TLS
 */
public record TlsFiles(
    Path certificateChain,
    Path privateKey,
    Optional<InetSocketAddress> listeningAddress,
    TlsProvider provider) {
  /** On the clients' port, by the JDK. */
  public static TlsFiles of(Path certificateChain, Path privateKey) {
    return new TlsFiles(certificateChain, privateKey, Optional.empty(), TlsProvider.JDK);
  }

  /** The same on a port of its own. */
  public TlsFiles withListeningAddress(InetSocketAddress address) {
    return new TlsFiles(certificateChain, privateKey, Optional.of(address), provider);
  }

  /** The same by another provider. */
  public TlsFiles withProvider(TlsProvider other) {
    return new TlsFiles(certificateChain, privateKey, listeningAddress, other);
  }
}
