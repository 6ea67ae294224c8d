package dev.postern.app.config;

import dev.postern.net.client.TrustedProxies;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tomlj.TomlArray;

/**
 * {@code [proxy]}: which reverse proxies say for whom they connect. A section of ours, as {@code
 * [tls]} is.
 */
final class ProxySection {
  static final String NAME = "proxy";

  private static final String TRUSTED = "trusted";

  private ProxySection() {}

  static TrustedProxies read(ConfigSection section) throws ConfigException {
    section.allowOnly(Set.of(TRUSTED));
    return section.read(
        TRUSTED,
        ProxySection::proxies,
        TrustedProxies.none(),
        "write a list of IP addresses and networks, such as ['10.0.0.5', '192.168.0.0/16']");
  }

  private static Optional<TrustedProxies> proxies(Object value) {
    if (!(value instanceof TomlArray array)) {
      return Optional.empty();
    }
    List<String> addresses = new ArrayList<>();
    for (Object element : array.toList()) {
      if (!(element instanceof String address)) {
        return Optional.empty();
      }
      addresses.add(address);
    }
    try {
      return Optional.of(TrustedProxies.of(addresses));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static void write(TrustedProxies proxies, ConfigWriter to) {
    if (proxies.equals(TrustedProxies.none())) {
      return;
    }
    to.title("reverse proxies before the clients' port");
    to.section(NAME);
    to.value(
        TRUSTED,
        proxies.addresses().stream().map(Quoting::toml).collect(Collectors.joining(", ", "[", "]")),
        "");
  }
}
