package dev.postern.benchmarks.load;

import com.google.common.net.HostAndPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Whom load may be put on. */
enum Reach {
  /** This machine. */
  LOOPBACK_ONLY,
  /** Any machine; whoever says so answers for it. */
  ANYWHERE;

  private static final String PLAIN = "ws://";

  /**
   * The address that {@code HOST:PORT} or {@code ws://HOST:PORT} names, looked up once, so that it
   * stays what it was when it was checked.
   *
   * @throws LoadFailure if it is no address, or one that is out of reach
   */
  InetSocketAddress admit(String written) {
    String hostAndPort = written.startsWith(PLAIN) ? written.substring(PLAIN.length()) : written;
    if (hostAndPort.endsWith("/")) {
      hostAndPort = hostAndPort.substring(0, hostAndPort.length() - 1);
    }
    HostAndPort parsed;
    try {
      parsed = HostAndPort.fromString(hostAndPort);
    } catch (IllegalArgumentException e) {
      throw noAddress(written);
    }
    if (parsed.getHost().isEmpty() || parsed.getHost().contains("/") || !parsed.hasPort()) {
      throw noAddress(written);
    }
    return new InetSocketAddress(admitHost(parsed.getHost()), parsed.getPort());
  }

  /** The same of a host alone. */
  InetAddress admitHost(String host) {
    InetAddress[] all;
    try {
      all = InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      throw new LoadFailure("there is no host '" + host + "'", e);
    }
    for (InetAddress address : all) {
      if (this == LOOPBACK_ONLY && !address.isLoopbackAddress()) {
        throw new LoadFailure(
            "%s is not this machine (%s); load is put on other machines only with --allow-remote"
                .formatted(host, address.getHostAddress()));
      }
    }
    return all[0];
  }

  private static LoadFailure noAddress(String written) {
    return new LoadFailure(
        "'" + written + "' is no address; write HOST:PORT, or ws://HOST:PORT for clients");
  }
}
