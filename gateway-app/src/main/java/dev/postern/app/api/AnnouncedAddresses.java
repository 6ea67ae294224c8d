package dev.postern.app.api;

import dev.postern.app.directory.Announcement;
import dev.postern.app.directory.HostLookup;
import dev.postern.app.directory.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * An {@link Announcement} as the later generations want it: IP addresses, a name, ports. Names in
 * it are looked up now and then, on a thread that carries no traffic. Thread-safe; nothing waits.
 */
final class AnnouncedAddresses {
  private static final Duration GOOD_FOR = Duration.ofMinutes(10);
  private static final Duration TRIED_AGAIN_AFTER = Duration.ofSeconds(5);

  // Whoever can reach only one kind reaches IPv4, mostly.
  private static final Comparator<InetAddress> BEST_FIRST =
      Comparator.<InetAddress>comparingInt(address -> address.getAddress().length)
          .thenComparing(InetAddress::getAddress, Arrays::compareUnsigned);

  private final Announcement announcement;
  private final Optional<HostPort> mix;
  private final Optional<HostPort> clients;
  private final HostLookup lookup;
  private final LongSupplier nanoTime;
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile List<InetAddress> known = List.of();
  private volatile long nextLook;

  /**
   * IP addresses are known at once, and those of names as soon as they are found.
   *
   * @param nanoTime as {@link System#nanoTime}
   */
  AnnouncedAddresses(Announcement announcement, HostLookup lookup, LongSupplier nanoTime) {
    this.announcement = announcement;
    this.mix = HostPort.parse(announcement.mixHost());
    this.clients = HostPort.parse(announcement.clientsHost());
    this.lookup = lookup;
    this.nanoTime = nanoTime;
    this.nextLook = nanoTime.getAsLong();
    if (hosts().anyMatch(HostPort::isName)) {
      List<InetAddress> unused = addresses(); // begins to look
    } else {
      known = find();
    }
  }

  private Stream<HostPort> hosts() {
    return Stream.concat(mix.stream(), clients.stream());
  }

  /** The mix address first; none as long as that one is not known. */
  List<InetAddress> addresses() {
    if (hosts().anyMatch(HostPort::isName)
        && nanoTime.getAsLong() - nextLook >= 0
        && looking.compareAndSet(false, true)) {
      var unused = CompletableFuture.runAsync(this::look);
    }
    return known;
  }

  private void look() {
    try {
      List<InetAddress> found = find();
      if (!found.isEmpty()) { // else what was known is better than nothing
        known = found;
      }
      nextLook =
          nanoTime.getAsLong() + (found.isEmpty() ? TRIED_AGAIN_AFTER : GOOD_FOR).toNanos();
    } finally {
      looking.set(false);
    }
  }

  private List<InetAddress> find() {
    Set<InetAddress> found = new LinkedHashSet<>(find(announcement.mixHost()));
    if (!found.isEmpty()) { // whoever sends packets takes the first
      found.addAll(find(announcement.clientsHost()));
    }
    return List.copyOf(found);
  }

  private List<InetAddress> find(String announced) {
    return lookup.find(List.of(announced)).stream()
        .map(InetSocketAddress::getAddress)
        .sorted(BEST_FIRST)
        .toList();
  }

  /** The name that clients connect to, or the one that mix nodes do. */
  Optional<String> hostname() {
    return Stream.concat(clients.stream(), mix.stream())
        .filter(HostPort::isName)
        .map(HostPort::host)
        .findFirst();
  }

  /** Where mix packets are taken, if that can be read. */
  OptionalInt mixPort() {
    return port(mix);
  }

  /** Where clients are taken, if that can be read. */
  OptionalInt clientsPort() {
    return port(clients);
  }

  private static OptionalInt port(Optional<HostPort> host) {
    return host.map(known -> OptionalInt.of(known.port())).orElse(OptionalInt.empty());
  }

  /** Whether clients are told to speak TLS. */
  boolean announcesTls() {
    return announcement.clientsHost().startsWith("wss://");
  }
}
