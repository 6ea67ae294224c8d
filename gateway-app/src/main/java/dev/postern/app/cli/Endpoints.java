package dev.postern.app.cli;

import com.google.common.net.InetAddresses;
import dev.postern.app.config.AnnouncedHost;
import dev.postern.app.config.ConfigException;
import dev.postern.app.config.ListeningHost;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** How options and a file make one address; the same for both sides of a gateway. */
final class Endpoints {
  private Endpoints() {}

  /** The port option beats a port written with the host, and that beats the one before. */
  static InetSocketAddress listening(
      InetSocketAddress before, @Nullable ListeningHost host, @Nullable Integer port) {
    InetAddress address = host == null ? before.getAddress() : host.address();
    int written = host == null ? before.getPort() : host.port().orElse(before.getPort());
    return new InetSocketAddress(address, port == null ? written : port);
  }

  /**
   * Whom to announce: what was asked for; or the listening address, if that was asked for or was
   * announced before; or what the file says, with another port if that was asked for. Empty if the
   * file's own text stays as it is.
   */
  static Optional<AnnouncedHost> announced(
      @Nullable AnnouncedHost asked,
      @Nullable Integer port,
      boolean follows,
      InetSocketAddress listening,
      Optional<AnnouncedHost> inFile)
      throws ConfigException {
    Optional<AnnouncedHost> host =
        asked != null ? Optional.of(asked) : follows ? Optional.of(bare(listening)) : inFile;
    if (port != null) {
      return Optional.of(host.orElseThrow(Endpoints::unreadable).withPort(port));
    }
    return asked != null || follows ? host : Optional.empty();
  }

  private static AnnouncedHost bare(InetSocketAddress listening) {
    String host = InetAddresses.toAddrString(listening.getAddress());
    return new AnnouncedHost(Optional.empty(), host, OptionalInt.empty(), "");
  }

  private static ConfigException unreadable() {
    return new ConfigException(
        "the configured announce address can't take another port; say the announce host as well");
  }

  /** Whether nobody outside this machine can reach an announced host: loopback or wildcard. */
  static boolean isOnlyLocal(String announced) {
    return AnnouncedHost.parse(announced)
        .map(AnnouncedHost::host)
        .filter(InetAddresses::isInetAddress)
        .map(InetAddresses::forString)
        .filter(address -> address.isLoopbackAddress() || address.isAnyLocalAddress())
        .isPresent();
  }
}
