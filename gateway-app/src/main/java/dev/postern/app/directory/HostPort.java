package dev.postern.app.directory;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A host and a port in what a node announces: {@code host:port}, perhaps with a scheme before it
 * and a path behind it. Split at the last colon, so that {@code ::1:1789} is port 1789 of {@code
 * ::1}, as 0.9 clients split it.
 *
 * @param host an IP address without brackets, or a name
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {
  private static final int HIGHEST_PORT = 65_535;
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,253}");

  /** Empty for what nobody could connect to. */
  public static Optional<HostPort> parse(String announced) {
    int scheme = announced.indexOf("://");
    String bare = scheme < 0 ? announced : announced.substring(scheme + "://".length());
    int path = bare.indexOf('/');
    String text = path < 0 ? bare : bare.substring(0, path);
    int colon = text.lastIndexOf(':');
    if (colon < 1 || !PORT.matcher(text.substring(colon + 1)).matches()) {
      return Optional.empty();
    }
    int port = Integer.parseInt(text.substring(colon + 1));
    String host = withoutBrackets(text.substring(0, colon));
    boolean usable = InetAddresses.isInetAddress(host) || NAME.matcher(host).matches();
    return usable && port > 0 && port <= HIGHEST_PORT && host.indexOf('%') < 0
        ? Optional.of(new HostPort(host, port))
        : Optional.empty();
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  /** As {@link #parse} takes it, an IPv6 address in brackets. */
  public String text() {
    return HostAndPort.fromParts(host, port).toString();
  }

  /** Whether it takes a lookup to know the address. */
  public boolean isName() {
    return !InetAddresses.isInetAddress(host);
  }

  /** The socket, if the host is an IP address. */
  public InetSocketAddress literal() {
    return new InetSocketAddress(InetAddresses.forString(host), port);
  }
}
