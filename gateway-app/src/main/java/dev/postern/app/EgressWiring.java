package dev.postern.app;

import dev.postern.app.directory.Announcement;
import dev.postern.app.directory.Directory;
import dev.postern.app.directory.HostLookup;
import dev.postern.app.directory.Listing;
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

  EgressWiring(TcpPacketForwarder forwarder) {
    this.forwarder = forwarder;
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

  /** Where this gateway is bound, and what it announces: that may be names, which take time. */
  void own(List<InetSocketAddress> bound, @Nullable Announcement announced) {
    forwarder.own(bound);
    if (announced != null) {
      var unused = CompletableFuture.runAsync(() -> forwarder.own(withAnnounced(bound, announced)));
    }
  }

  private static Set<InetSocketAddress> withAnnounced(
      List<InetSocketAddress> bound, Announcement announced) {
    Set<InetSocketAddress> own = new HashSet<>(bound);
    own.addAll(new HostLookup().find(List.of(announced.mixHost(), announced.clientsHost())));
    return own;
  }

  /** Who is listed now. */
  void listed(Listing listing) {
    boolean local =
        listing.directory().stream()
            .allMatch(address -> SpecialAddresses.useOf(address).isPresent());
    forwarder.listed(new ListedHops(listing.mixNodes(), listing.gateways(), local));
  }
}
