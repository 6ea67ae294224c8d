package dev.postern.net.tls;

/** Whose implementation of TLS. */
public enum TlsProvider {
  /** The JDK's. */
  JDK,
  /** BoringSSL through Conscrypt where it loads, otherwise the JDK's. */
  NATIVE
}
