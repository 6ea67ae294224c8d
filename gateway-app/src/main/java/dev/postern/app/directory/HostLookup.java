package dev.postern.app.directory;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
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
    Set<InetSocketAddress> found = new HashSet<>();
    Map<String, Set<Integer>> portsOfNames = new HashMap<>();
    for (HostPort host :
        announced.stream().flatMap(text -> HostPort.parse(text).stream()).toList()) {
      if (!host.isName()) {
        found.add(host.literal());
      } else if (portsOfNames.size() < MOST_NAMES || portsOfNames.containsKey(host.host())) {
        portsOfNames.computeIfAbsent(host.host(), name -> new HashSet<>()).add(host.port());
      }
    }
    addressesOf(portsOfNames.keySet())
        .forEach(
            (name, addresses) ->
                addresses.forEach(
                    address ->
                        portsOfNames
                            .getOrDefault(name, Set.of())
                            .forEach(port -> found.add(new InetSocketAddress(address, port)))));
    return found;
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
