package dev.postern.net.forwarding;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Where this gateway itself is reached, so that it never connects to itself. A port that is bound
 * to a wildcard is ours on every address of this machine. Thread-safe.
 */
final class OwnAddresses {
  // Addresses of interfaces come and go; and a flood of made-up addresses may ask for them.
  private static final long FRESH_NANOS = Duration.ofMinutes(1).toNanos();

  private final Set<InetSocketAddress> exact;
  private final Set<Integer> wildcardPorts;
  private final LongSupplier nanoTime;
  private volatile Interfaces interfaces;

  /** The addresses of this machine, and when that was so. */
  private record Interfaces(Set<InetAddress> addresses, long at) {}

  OwnAddresses(Collection<InetSocketAddress> own, LongSupplier nanoTime) {
    this.exact = Set.copyOf(own);
    this.wildcardPorts =
        own.stream()
            .filter(socket -> socket.getAddress().isAnyLocalAddress())
            .map(InetSocketAddress::getPort)
            .collect(Collectors.toUnmodifiableSet());
    this.nanoTime = nanoTime;
    this.interfaces = look();
  }

  boolean contain(InetSocketAddress socket) {
    return exact.contains(socket)
        || (wildcardPorts.contains(socket.getPort()) && isThisMachine(socket.getAddress()));
  }

  private boolean isThisMachine(InetAddress address) {
    if (address.isLoopbackAddress()) {
      return true;
    }
    Interfaces known = interfaces;
    if (nanoTime.getAsLong() - known.at() > FRESH_NANOS) {
      known = look();
      interfaces = known;
    }
    return known.addresses().contains(address);
  }

  private Interfaces look() {
    try {
      return new Interfaces(
          NetworkInterface.networkInterfaces()
              .flatMap(NetworkInterface::inetAddresses)
              .collect(Collectors.toUnmodifiableSet()),
          nanoTime.getAsLong());
    } catch (SocketException e) {
      // A machine that doesn't tell; loopback and what was bound by name are refused all the same.
      return new Interfaces(Set.of(), nanoTime.getAsLong());
    }
  }
}
