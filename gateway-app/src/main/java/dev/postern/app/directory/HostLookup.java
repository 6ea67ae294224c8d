package dev.postern.app.directory;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Finds the addresses of what nodes announce. An IP address needs no lookup. Names are looked up a
 * few at a time, no more than so many, and no longer than so long; a name that isn't found, or
 * comes too late, has no address. Blocks; on threads that carry no traffic.
 */
public final class HostLookup {
  private static final int MOST_NAMES = 256;
  private static final int THREADS = 4;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final NameService names;

  /** Who knows the addresses of a name. */
  interface NameService {
    InetAddress[] addresses(String name) throws UnknownHostException;
  }

  /** By the system's resolver. */
  public HostLookup() {
    this(InetAddress::getAllByName);
  }

  HostLookup(NameService names) {
    this.names = names;
  }

  /** Every address of every one that can be connected to; what is unreadable has none. */
  public Set<InetSocketAddress> find(Collection<String> announced) {
    return findEach(announced).values().stream()
        .flatMap(Set::stream)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The same, by what was announced; what is unreadable, or not found, isn't in it. */
  Map<String, Set<InetSocketAddress>> findEach(Collection<String> announced) {
    Map<String, HostPort> hosts = new LinkedHashMap<>();
    Set<String> wanted = new LinkedHashSet<>(); // names
    for (String text : announced) {
      HostPort.parse(text)
          .filter(host -> !host.isName() || isWithinLimit(host.host(), wanted))
          .ifPresent(host -> hosts.put(text, host));
    }
    Map<String, List<InetAddress>> known = addressesOf(wanted);
    Map<String, Set<InetSocketAddress>> found = new HashMap<>();
    hosts.forEach((text, host) -> found.put(text, sockets(host, known)));
    return found;
  }

  private static boolean isWithinLimit(String name, Set<String> wanted) {
    return wanted.contains(name) || (wanted.size() < MOST_NAMES && wanted.add(name));
  }

  private static Set<InetSocketAddress> sockets(
      HostPort host, Map<String, List<InetAddress>> known) {
    return host.isName()
        ? known.getOrDefault(host.host(), List.of()).stream()
            .map(address -> new InetSocketAddress(address, host.port()))
            .collect(Collectors.toUnmodifiableSet())
        : Set.of(host.literal());
  }

  private Map<String, List<InetAddress>> addressesOf(Set<String> wanted) {
    Map<String, List<InetAddress>> found = new HashMap<>();
    if (wanted.isEmpty()) {
      return found;
    }
    List<String> order = List.copyOf(wanted);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS, HostLookup::daemon);
    try {
      List<Future<List<InetAddress>>> lookups =
          threads.invokeAll(
              order.stream().map(name -> lookup(name)).toList(),
              TIMEOUT.toMillis(),
              TimeUnit.MILLISECONDS);
      for (int i = 0; i < lookups.size(); i++) {
        found.put(order.get(i), outcome(lookups.get(i)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      threads.shutdownNow();
    }
    return found;
  }

  private Callable<List<InetAddress>> lookup(String name) {
    return () -> List.of(names.addresses(name));
  }

  private static List<InetAddress> outcome(Future<List<InetAddress>> lookup)
      throws InterruptedException {
    try {
      return lookup.get();
    } catch (ExecutionException | CancellationException e) {
      return List.of(); // there is no such name, or nobody said so in time
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "postern-names");
    thread.setDaemon(true);
    return thread;
  }
}
