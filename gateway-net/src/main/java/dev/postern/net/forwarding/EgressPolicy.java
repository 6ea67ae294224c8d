package dev.postern.net.forwarding;

import com.google.common.collect.Sets;
import dev.postern.net.LogLimiter;
import dev.postern.net.forwarding.EgressRules.ListedPrivate;
import dev.postern.net.forwarding.EgressRules.Mode;
import dev.postern.net.forwarding.ForwardingMetrics.Dropped;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether an address may be connected to, by the rules, what the directory lists now, and
 * where the gateway itself is. First come the refusals that nothing lifts: what is no host's port,
 * and the gateway's own. Thread-safe; looks nothing up.
 */
final class EgressPolicy {
  private static final Logger log = LoggerFactory.getLogger(EgressPolicy.class);
  private static final byte BROADCAST = (byte) 0xff;

  private final EgressRules rules;
  private final LongSupplier nanoTime;
  private final LogLimiter refusals = LogLimiter.ofPeers();
  private volatile ListedHops listed = ListedHops.NONE;
  private volatile Set<InetSocketAddress> named = Set.of(); // by the operator, host by host
  private volatile OwnAddresses own;
  private volatile OwnAddresses ownMix; // of these, where mix packets are taken

  /** Why not, and what to count it as. */
  record Refusal(Dropped reason, String rule) {}

  EgressPolicy(EgressRules rules, LongSupplier nanoTime) {
    this.rules = rules;
    this.nanoTime = nanoTime;
    this.own = new OwnAddresses(List.of(), nanoTime);
    this.ownMix = own;
  }

  void listed(ListedHops now) {
    listed = now;
  }

  void named(Set<InetSocketAddress> hops) {
    named = Set.copyOf(hops);
  }

  /** Where the gateway is: for mix packets, and for others. */
  void own(Collection<InetSocketAddress> mix, Collection<InetSocketAddress> others) {
    ownMix = new OwnAddresses(mix, nanoTime);
    own = new OwnAddresses(Sets.union(Set.copyOf(mix), Set.copyOf(others)), nanoTime);
  }

  /** Whether the gateway itself takes mix packets there. */
  boolean isOwnMix(InetSocketAddress socket) {
    return isOneHostsPort(socket) && ownMix.contain(socket);
  }

  /** Empty if it may be connected to. */
  Optional<Refusal> refusal(InetSocketAddress socket) {
    if (!isOneHostsPort(socket)) {
      return Optional.of(new Refusal(Dropped.UNCONNECTABLE, "it is no single host's port"));
    }
    if (own.contain(socket)) {
      return Optional.of(new Refusal(Dropped.OWN_ADDRESS, "it is this gateway's own"));
    }
    if (isAllowed(socket) || isBelievablyListed(socket)) {
      return Optional.empty();
    }
    return rules.mode() == Mode.TOPOLOGY
        ? Optional.of(new Refusal(Dropped.NOT_ALLOWED, "the directory lists no such mix node"))
        : SpecialAddresses.useOf(socket.getAddress())
            .map(use -> new Refusal(Dropped.NOT_ALLOWED, "it is not globally routable: " + use));
  }

  /** Whether somebody we believe names that very host: the operator, or the directory. */
  boolean isVouchedFor(InetSocketAddress socket) {
    return rules.allow().stream().anyMatch(range -> range.isOneHost() && range.contains(socket))
        || named.contains(socket)
        || isBelievablyListed(socket);
  }

  private boolean isAllowed(InetSocketAddress socket) {
    if (named.contains(socket)) {
      return true;
    }
    for (AddressRange range : rules.allow()) {
      if (range.contains(socket)) {
        return true;
      }
    }
    return false;
  }

  private boolean isBelievablyListed(InetSocketAddress socket) {
    return isListed(socket)
        && (directoryMayListPrivate() || SpecialAddresses.useOf(socket.getAddress()).isEmpty());
  }

  private boolean isListed(InetSocketAddress socket) {
    ListedHops now = listed;
    return now.mixNodes().contains(socket)
        || (rules.mode() == Mode.PUBLIC && now.gateways().contains(socket));
  }

  private boolean directoryMayListPrivate() {
    return rules.listedPrivate() == ListedPrivate.ALWAYS
        || (rules.listedPrivate() == ListedPrivate.LOCAL_DIRECTORY && listed.directoryIsLocal());
  }

  private static boolean isOneHostsPort(InetSocketAddress socket) {
    InetAddress address = socket.getAddress();
    return socket.getPort() != 0
        && !address.isAnyLocalAddress()
        && !address.isMulticastAddress()
        && !isBroadcast(address.getAddress());
  }

  private static boolean isBroadcast(byte[] address) {
    return address.length == Integer.BYTES
        && address[0] == BROADCAST
        && address[1] == BROADCAST
        && address[2] == BROADCAST
        && address[3] == BROADCAST;
  }

  /**
   * Says so, now and then; without the address, which is a stranger's word and nobody's business.
   */
  void tell(Refusal refusal) {
    if (refusal.reason() == Dropped.NOT_ALLOWED) {
      refusals.log(
          more ->
              log.warn(
                  "A packet was not sent to its next hop, since {} ({} more since the last line)."
                      + " If your own network has such nodes, name them in [egress] allow"
                      + " or with --egress-allow",
                  refusal.rule(),
                  more));
    }
  }
}
