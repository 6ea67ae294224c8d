package dev.postern.app;

import dev.postern.app.directory.Announcement;
import dev.postern.app.directory.Directory;
import dev.postern.app.directory.HostLookup;
import dev.postern.app.directory.Listing;
import dev.postern.net.PacketForwarder;
import dev.postern.net.forwarding.EgressRules;
import dev.postern.net.forwarding.ListedHops;
import dev.postern.net.forwarding.SpecialAddresses;
import dev.postern.net.forwarding.TcpPacketForwarder;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the forwarder what it can't know by itself: where we are, and who is listed. */
final class EgressWiring {
  private static final Logger log = LoggerFactory.getLogger(EgressWiring.class);

  private final TcpPacketForwarder forwarder;
  private final PacketForwarder inside;

  /**
   * Tells nothing yet.
   *
   * @param inside takes packets that are for this gateway itself
   */
  EgressWiring(TcpPacketForwarder forwarder, PacketForwarder inside) {
    this.forwarder = forwarder;
    this.inside = inside;
  }

  /** Tells an operator, too, what is in force. */
  static void tell(GatewayPlan plan) {
    EgressRules rules = plan.settings().egress();
    log.info("Packets go {}", rules);
    if (rules.mode() == EgressRules.Mode.TOPOLOGY
        && plan.directory() == Directory.none()
        && plan.topology() == null) {
      log.warn("Only listed mix nodes get packets, but there is no directory to list any");
    }
  }

  /**
   * Where this gateway is bound, and what it announces: that may be names, which take time.
   *
   * @param mix where it takes mix packets
   * @param clients where it takes clients
   */
  void own(
      InetSocketAddress mix, List<InetSocketAddress> clients, @Nullable Announcement announced) {
    forwarder.own(List.of(mix), clients, inside);
    if (announced != null) {
      var unused = CompletableFuture.runAsync(() -> ownAnnounced(mix, clients, announced));
    }
  }

  private void ownAnnounced(
      InetSocketAddress mix, List<InetSocketAddress> clients, Announcement announced) {
    HostLookup lookup = new HostLookup();
    forwarder.own(
        with(lookup.find(List.of(announced.mixHost())), List.of(mix)),
        with(lookup.find(List.of(announced.clientsHost())), clients),
        inside);
  }

  private static Set<InetSocketAddress> with(
      Set<InetSocketAddress> announced, List<InetSocketAddress> bound) {
    Set<InetSocketAddress> all = new HashSet<>(bound);
    all.addAll(announced);
    return all;
  }

  /** Who is listed now. */
  void listed(Listing listing) {
    boolean local =
        listing.directory().stream()
            .allMatch(address -> SpecialAddresses.useOf(address).isPresent());
    forwarder.listed(
        new ListedHops(
            listing.mixNodes(), listing.gateways(), local, ListedFrames.of(listing.versions())));
  }
}
