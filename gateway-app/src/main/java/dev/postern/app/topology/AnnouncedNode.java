package dev.postern.app.topology;

import dev.postern.app.directory.AnnouncedEndpoints;
import dev.postern.app.directory.Announcement;
import dev.postern.app.directory.HostLookup;
import dev.postern.app.directory.HostPort;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A gateway that need not run, by what it is announced as. */
public final class AnnouncedNode {
  private AnnouncedNode() {}

  /**
   * What its API would say. Blocks for some seconds if names are announced.
   *
   * @param rotationId of its Sphinx key; 0 if it never was another
   * @param plainClientsPort where clients are taken without TLS, if they are
   * @throws TopologyException in one line, if nobody can connect to what is announced
   */
  public static SelfDescribedNode describe(
      Announcement announcement, long rotationId, OptionalInt plainClientsPort)
      throws TopologyException {
    AnnouncedEndpoints announced = AnnouncedEndpoints.of(announcement);
    List<InetAddress> addresses = announced.addresses(new HostLookup());
    OptionalInt clientsPort = announced.webSocketPort(plainClientsPort);
    if (announced.mix().isEmpty() || addresses.isEmpty()) {
      throw unusable(announcement.mixHost(), "--mix-announce-host");
    }
    if (clientsPort.isEmpty()) {
      throw unusable(announcement.clientsHost(), "--clients-announce-host");
    }
    return new SelfDescribedNode(
        new RoutingNode(
            0,
            new HostPort(addresses.get(0).getHostAddress(), announced.mix().get().port()),
            Optional.of(
                new EntryDetails(
                    addresses,
                    clientsPort.getAsInt(),
                    announced.hostname(),
                    announced.secureWebSocketPort())),
            announcement.identityKey(),
            announcement.sphinxKey(),
            EnumSet.of(SupportedRole.MIXNET_ENTRY)),
        rotationId);
  }

  private static TopologyException unusable(String announced, String option) {
    return new TopologyException(
        "nobody finds the announced address '%s'; set it with %s".formatted(announced, option));
  }
}
