package dev.postern.app.config;

import dev.postern.net.tls.TlsFiles;
import dev.postern.net.tls.TlsProvider;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * {@code [tls]}: by which certificate clients are spoken to, and on which port. A section of ours:
 * the reference speaks no TLS.
 */
final class TlsSection {
  static final String NAME = "tls";

  private static final String CERTIFICATE_CHAIN = "certificate_chain";
  private static final String PRIVATE_KEY = "private_key";
  private static final String LISTENING_ADDRESS = "listening_address";
  private static final String PROVIDER = "provider";

  private TlsSection() {}

  /**
   * Reads it.
   *
   * @param plain where clients are accepted without TLS, or with it if there is no other address
   */
  static TlsFiles read(ConfigSection section, InetSocketAddress plain, Path home)
      throws ConfigException {
    section.allowOnly(Set.of(CERTIFICATE_CHAIN, PRIVATE_KEY, LISTENING_ADDRESS, PROVIDER));
    return new TlsFiles(
        section.path(CERTIFICATE_CHAIN, home),
        section.path(PRIVATE_KEY, home),
        listeningAddress(section, plain),
        section.read(PROVIDER, TlsSection::provider, TlsProvider.JDK, "write 'jdk' or 'native'"));
  }

  private static Optional<InetSocketAddress> listeningAddress(
      ConfigSection section, InetSocketAddress plain) throws ConfigException {
    Optional<String> text = section.optionalText(LISTENING_ADDRESS);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    InetSocketAddress address =
        ListeningHost.parse(text.get())
            .flatMap(ListeningHost::socket)
            .orElseThrow(
                () ->
                    section.refuse(
                        LISTENING_ADDRESS,
                        "write an IP address and a port: '10.1.2.3:9001' or '[2001:db8::17]:9001'"));
    if (address.getPort() != 0 && address.equals(plain)) {
      throw section.refuse(
          LISTENING_ADDRESS,
          "clients are there without TLS: write another port, or leave it out for TLS alone");
    }
    return Optional.of(address);
  }

  private static Optional<TlsProvider> provider(Object value) {
    return Arrays.stream(TlsProvider.values())
        .filter(provider -> text(provider).equals(value))
        .findFirst();
  }

  private static String text(TlsProvider provider) {
    return provider.name().toLowerCase(Locale.ROOT);
  }

  static void write(Optional<TlsFiles> tls, ConfigWriter to) {
    if (tls.isEmpty()) {
      return;
    }
    to.title("TLS for clients");
    to.section(NAME);
    to.text(CERTIFICATE_CHAIN, tls.get().certificateChain().toString());
    to.text(PRIVATE_KEY, tls.get().privateKey().toString());
    if (tls.get().listeningAddress().isPresent()) {
      to.text(LISTENING_ADDRESS, ListeningHost.text(tls.get().listeningAddress().get()));
    }
    if (tls.get().provider() != TlsProvider.JDK) {
      to.text(PROVIDER, text(tls.get().provider()));
    }
  }
}
