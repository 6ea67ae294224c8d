package dev.postern.net.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.security.Provider;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.conscrypt.Conscrypt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What TLS is spoken: 1.3 and 1.2, with keys that are agreed on anew for each connection and
 * ciphers that authenticate what they encrypt.
 */
final class TlsPolicy {
  private static final Logger log = LoggerFactory.getLogger(TlsPolicy.class);

  private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");
  private static final List<String> CIPHER_SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private final Optional<Provider> provider; // empty for the JDK's

  private TlsPolicy(Optional<Provider> provider) {
    this.provider = provider;
  }

  static TlsPolicy of(TlsProvider wanted) {
    return of(wanted, Conscrypt::newProvider);
  }

  /** With another way to the native provider; it throws where that doesn't load. */
  static TlsPolicy of(TlsProvider wanted, Supplier<Provider> nativeProvider) {
    if (wanted == TlsProvider.JDK) {
      return new TlsPolicy(Optional.empty());
    }
    try {
      return new TlsPolicy(Optional.of(nativeProvider.get()));
    } catch (RuntimeException | LinkageError e) {
      log.warn("The native TLS provider does not load on this machine; the JDK's is used");
      return new TlsPolicy(Optional.empty());
    }
  }

  /** The name of the provider that is used. */
  String providerName() {
    return provider.map(Provider::getName).orElse("JDK");
  }

  SslContext context(ServerKey key) throws SSLException {
    SslContextBuilder builder =
        SslContextBuilder.forServer(key.privateKey(), key.chain())
            .sslProvider(SslProvider.JDK)
            .protocols(PROTOCOLS)
            .ciphers(CIPHER_SUITES, SupportedCipherSuiteFilter.INSTANCE);
    provider.ifPresent(builder::sslContextProvider);
    return builder.build();
  }
}
