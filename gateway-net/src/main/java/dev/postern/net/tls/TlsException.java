package dev.postern.net.tls;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file that TLS needs can't be used. The message is one line for an operator: key, value, what is
 * wrong and what to do about it.
 */
public final class TlsException extends IOException {
  private static final long serialVersionUID = 1;

  private TlsException(String message) {
    super(message);
  }

  static TlsException certificate(Path file, String problem, String remedy) {
    return of("certificate_chain", file, problem, remedy);
  }

  static TlsException privateKey(Path file, String problem, String remedy) {
    return of("private_key", file, problem, remedy);
  }

  private static TlsException of(String key, Path file, String problem, String remedy) {
    return new TlsException(
        key + " = '" + file + "' in [tls] can't be used: " + problem + "; " + remedy);
  }
}
