package dev.postern.app.topology;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How clients reach a gateway.
 *
 * @param ipAddresses best first
 * @param clientsWsPort for plain WebSockets
 * @param hostname goes before the addresses, if there is one
 * @param clientsWssPort for WebSockets under TLS, by the name only
 */
public record EntryDetails(
    List<InetAddress> ipAddresses,
    int clientsWsPort,
    Optional<String> hostname,
    OptionalInt clientsWssPort) {
  /** Copies the list. */
  public EntryDetails {
    ipAddresses = List.copyOf(ipAddresses);
  }
}
