package dev.postern.app.directory;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An {@link Announcement}, which is of 0.9, as the later generations want it: IP addresses, a name,
 * ports. What can't be read is empty.
 *
 * @param mix where mix packets are taken
 * @param clients where clients are
 * @param clientsUseTls whether they are told to
 */
public record AnnouncedEndpoints(
    Optional<HostPort> mix, Optional<HostPort> clients, boolean clientsUseTls) {
  // Whoever can reach only one kind reaches IPv4, mostly.
  private static final Comparator<InetAddress> BEST_FIRST =
      Comparator.<InetAddress>comparingInt(address -> address.getAddress().length)
          .thenComparing(InetAddress::getAddress, Arrays::compareUnsigned);

  /** Of an announcement. */
  public static AnnouncedEndpoints of(Announcement announcement) {
    return new AnnouncedEndpoints(
        HostPort.parse(announcement.mixHost()),
        HostPort.parse(announcement.clientsHost()),
        announcement.clientsHost().startsWith("wss://"));
  }

  /** Whether it takes a lookup to know the addresses. */
  public boolean haveNames() {
    return hosts(mix, clients).anyMatch(HostPort::isName);
  }

  /** The name that clients connect to, or the one that mix nodes do. */
  public Optional<String> hostname() {
    return hosts(clients, mix).filter(HostPort::isName).map(HostPort::host).findFirst();
  }

  private static Stream<HostPort> hosts(Optional<HostPort> first, Optional<HostPort> second) {
    return Stream.concat(first.stream(), second.stream());
  }

  /**
   * Every address, those for mix packets first; none if none of those is found. Blocks for some
   * seconds if there are names.
   */
  public List<InetAddress> addresses(HostLookup lookup) {
    Set<InetAddress> found = new LinkedHashSet<>(addresses(mix, lookup));
    if (!found.isEmpty()) { // whoever sends packets takes the first
      found.addAll(addresses(clients, lookup));
    }
    return List.copyOf(found);
  }

  private static List<InetAddress> addresses(Optional<HostPort> host, HostLookup lookup) {
    return lookup.find(host.stream().map(HostPort::text).toList()).stream()
        .map(InetSocketAddress::getAddress)
        .sorted(BEST_FIRST)
        .toList();
  }

  /**
   * For plain WebSockets: a number that everybody has to name, so it is the other one where there
   * is only that.
   *
   * @param plainPort where clients are taken without TLS, if they are
   */
  public OptionalInt webSocketPort(OptionalInt plainPort) {
    return clientsUseTls && plainPort.isPresent() && clients.isPresent()
        ? plainPort
        : port(clients);
  }

  /** For WebSockets under TLS. */
  public OptionalInt secureWebSocketPort() {
    return clientsUseTls ? port(clients) : OptionalInt.empty();
  }

  private static OptionalInt port(Optional<HostPort> host) {
    return host.map(known -> OptionalInt.of(known.port())).orElse(OptionalInt.empty());
  }
}
