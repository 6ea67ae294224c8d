package dev.postern.app.config;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;

/**
 * {@code [api]}: where the gateway shows over HTTP what it is. A section of ours: the reference of
 * 0.9 has nothing like it.
 */
final class ApiSection {
  static final String NAME = "api";

  private static final String LISTENING_ADDRESS = "listening_address";

  private ApiSection() {}

  static InetSocketAddress read(ConfigSection section) throws ConfigException {
    section.allowOnly(Set.of(LISTENING_ADDRESS));
    return ListeningHost.parse(section.text(LISTENING_ADDRESS))
        .flatMap(ListeningHost::socket)
        .orElseThrow(
            () ->
                section.refuse(
                    LISTENING_ADDRESS,
                    "write an IP address and a port: '0.0.0.0:8080' or '[2001:db8::17]:8080'"));
  }

  static void write(Optional<InetSocketAddress> listening, ConfigWriter to) {
    if (listening.isEmpty()) {
      return;
    }
    to.title("what the gateway says of itself, over HTTP");
    to.section(NAME);
    to.text(LISTENING_ADDRESS, ListeningHost.text(listening.get()));
  }
}
