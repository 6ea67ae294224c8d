package dev.postern.app.directory;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import java.util.Locale;

/**
 * An announced address in the one spelling by which two of them are compared: lower case, no slash
 * at the end, IP addresses in canonical form. {@code ws} and {@code wss} differ: one host may serve
 * both on ports that look alike behind a proxy. Names are not looked up.
 */
record ListedAddress(String spelling) {
  static ListedAddress of(String announced) {
    String text = announced.strip().toLowerCase(Locale.ROOT);
    while (text.endsWith("/")) {
      text = text.substring(0, text.length() - 1).stripTrailing();
    }
    int scheme = text.indexOf("://");
    int host = scheme < 0 ? 0 : scheme + "://".length();
    return new ListedAddress(text.substring(0, host) + canonical(text.substring(host)));
  }

  private static String canonical(String hostAndPort) {
    try {
      HostAndPort parsed = HostAndPort.fromString(hostAndPort);
      if (!InetAddresses.isInetAddress(parsed.getHost())) {
        return hostAndPort;
      }
      String host = InetAddresses.toAddrString(InetAddresses.forString(parsed.getHost()));
      return parsed.hasPort()
          ? HostAndPort.fromParts(host, parsed.getPort()).toString()
          : HostAndPort.fromHost(host).toString();
    } catch (IllegalArgumentException e) {
      return hostAndPort;
    }
  }
}
