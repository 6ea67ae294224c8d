package dev.postern.app.config;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What to bind: an IP address, with a port if one was written. Accepts {@code 10.1.2.3}, {@code
 * 10.1.2.3:1789}, {@code 2001:db8::17}, {@code [2001:db8::17]} and {@code [2001:db8::17]:1789}; no
 * names, since one name may stand for several addresses.
 *
 * @param address the IP address
 * @param port 0 to 65535, if it was written
 */
public record ListeningHost(InetAddress address, OptionalInt port) {
  /** Empty for anything but the forms above. */
  public static Optional<ListeningHost> parse(String text) {
    try {
      HostAndPort parsed = HostAndPort.fromString(text.strip());
      return Optional.of(
          new ListeningHost(
              InetAddresses.forString(parsed.getHost()),
              parsed.hasPort() ? OptionalInt.of(parsed.getPort()) : OptionalInt.empty()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Address and port, if a port was written. */
  public Optional<InetSocketAddress> socket() {
    return port.isPresent()
        ? Optional.of(new InetSocketAddress(address, port.getAsInt()))
        : Optional.empty();
  }

  /** Every IPv4 address of this machine. */
  public static InetSocketAddress wildcard(int port) {
    return new InetSocketAddress(InetAddresses.fromInteger(0), port);
  }

  /** Address and port as in a file or a log: {@code 10.1.2.3:1789}, {@code [::1]:1789}. */
  public static String text(InetSocketAddress socket) {
    return HostAndPort.fromParts(InetAddresses.toAddrString(socket.getAddress()), socket.getPort())
        .toString();
  }
}
