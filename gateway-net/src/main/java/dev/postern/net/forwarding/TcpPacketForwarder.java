package dev.postern.net.forwarding;

import dev.postern.net.FrameForm;
import dev.postern.net.MixPacket;
import dev.postern.net.PacketForwarder;
import dev.postern.net.forwarding.EgressPolicy.Refusal;
import dev.postern.net.forwarding.ForwardingMetrics.Dropped;
import dev.postern.sphinx.NodeAddress;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends packets to next hops over TCP: one kept connection each, opened on first use. To itself it
 * connects never; such packets go inside. Never looks up a name. Thread-safe; {@link #forward}
 * blocks on nothing, {@link #close} blocks, for a bounded time.
 */
public final class TcpPacketForwarder implements PacketForwarder, AutoCloseable {
  private static final long CROWDED_NANOS = Duration.ofMillis(20).toNanos();

  private final EventLoopGroup eventLoops;
  private final ForwardingOptions options;
  private final EgressPolicy policy;
  private final ForwardingMetrics metrics;
  private final HopServices services;
  private final ConcurrentMap<NodeAddress, NextHop> hops = new ConcurrentHashMap<>();
  private volatile PacketForwarder inside = this::refuseOwn; // for what is for ourselves

  // Under this object's lock, as is every growth of hops.
  private boolean closed;
  private boolean crowded; // nothing could make way at crowdedAt
  private long crowdedAt;

  /**
   * Opens nothing yet.
   *
   * @param eventLoops NIO loops, which remain the caller's to shut down, after {@link #close}
   * @param rules which addresses may be connected to
   * @param nanoTime the clock that backoffs go by, as {@link System#nanoTime}
   */
  public TcpPacketForwarder(
      EventLoopGroup eventLoops,
      ForwardingOptions options,
      EgressRules rules,
      LongSupplier nanoTime,
      MeterRegistry registry) {
    this.eventLoops = eventLoops;
    this.options = options;
    this.policy = new EgressPolicy(rules, nanoTime);
    this.metrics = new ForwardingMetrics(registry);
    this.services =
        new HopServices(
            options,
            nanoTime,
            metrics,
            new QueueMemory(options.caps().memoryBytes()),
            new ConnectSlots(options.caps().parallelConnects()),
            new FrameForms(options.frame()));
    Gauge.builder("postern.forwarding.hops", hops, Map::size).register(registry);
    Gauge.builder("postern.forwarding.waiting.bytes", services.memory(), QueueMemory::used)
        .register(registry);
  }

  /**
   * Where this gateway itself is reached, which it never connects to: what goes there is dropped.
   */
  public synchronized void own(Collection<InetSocketAddress> addresses) {
    policy.own(List.of(), addresses);
    closeWhatIsRefused();
  }

  /**
   * The same, but packets for itself go another way.
   *
   * @param mix where it takes mix packets
   * @param others where it is reached besides
   * @param way takes what is for an address of the first
   */
  public synchronized void own(
      Collection<InetSocketAddress> mix,
      Collection<InetSocketAddress> others,
      PacketForwarder way) {
    inside = way;
    policy.own(mix, others);
    closeWhatIsRefused();
  }

  /** What the directory lists now. A hop that is allowed no more is closed. */
  public synchronized void listed(ListedHops now) {
    policy.listed(now);
    services.forms().listed(now.frames());
    closeWhatIsRefused();
  }

  /**
   * Hops that the operator names, and which form of frames they read. Both count more than what is
   * listed: packets may go to them in every mode and wherever they are.
   */
  public synchronized void named(Map<InetSocketAddress, FrameForm> named) {
    policy.named(named.keySet());
    services.forms().named(named);
    closeWhatIsRefused();
  }

  private void closeWhatIsRefused() {
    hops.forEach(
        (address, hop) ->
            policy
                .refusal(hop.address())
                .ifPresent(
                    refusal -> {
                      hops.remove(address, hop);
                      hop.abort(refusal.reason());
                    }));
  }

  @Override
  public void forward(MixPacket packet) {
    NodeAddress address = packet.nextHop();
    NextHop hop = hops.get(address);
    while (hop == null || !hop.send(packet)) {
      if (hop != null) {
        hops.remove(address, hop);
      }
      hop = open(packet);
      if (hop == null) {
        return;
      }
    }
  }

  /** The hop of a packet; or none, and then the packet is dropped, or has gone inside. */
  private @Nullable NextHop open(MixPacket packet) {
    // Without the lock: a flood of refused addresses holds up nobody.
    InetSocketAddress socket = packet.nextHop().toSocketAddress();
    if (policy.isOwnMix(socket)) {
      inside.forward(packet);
      return null;
    }
    Optional<Refusal> refusal = policy.refusal(socket);
    if (refusal.isPresent()) {
      refuse(packet, refusal.get());
      return null;
    }
    return openAllowed(packet);
  }

  private void refuseOwn(MixPacket packet) {
    metrics.drop(packet, Dropped.OWN_ADDRESS);
  }

  private void refuse(MixPacket packet, Refusal refusal) {
    metrics.drop(packet, refusal.reason());
    policy.tell(refusal);
  }

  private synchronized @Nullable NextHop openAllowed(MixPacket packet) {
    NodeAddress address = packet.nextHop();
    NextHop known = hops.get(address);
    if (known != null) {
      return known;
    }
    InetSocketAddress socket = address.toSocketAddress();
    Optional<Refusal> refusal = policy.refusal(socket); // the rules may just have changed
    boolean vouchedFor = policy.isVouchedFor(socket);
    if (closed) {
      metrics.drop(packet, Dropped.CLOSED);
    } else if (refusal.isPresent()) {
      refuse(packet, refusal.get());
    } else if (hops.size() >= options.maxHops()
        && !makeWay()
        && !(vouchedFor && makeStrangerGiveWay())) {
      metrics.drop(packet, Dropped.TOO_MANY_HOPS);
    } else {
      NextHop hop =
          new NextHop(
              socket,
              eventLoops.next(),
              services,
              vouchedFor,
              forgotten -> hops.remove(address, forgotten));
      hops.put(address, hop);
      return hop;
    }
    return null;
  }

  /** A node that somebody names goes before an address that only a packet does. */
  private boolean makeStrangerGiveWay() {
    for (Map.Entry<NodeAddress, NextHop> entry : hops.entrySet()) {
      if (entry.getValue().isWaitingStranger()) {
        hops.remove(entry.getKey(), entry.getValue());
        entry.getValue().abort(Dropped.TOO_MANY_HOPS);
        return true;
      }
    }
    return false;
  }

  /**
   * What a hop looked like when one had to go: a snapshot, since it goes on changing while they are
   * compared. Those that are down come first: their state is worth the least, and made-up addresses
   * are among them.
   */
  private record Candidate(NodeAddress address, NextHop hop, boolean connected, long lastUsed) {
    private static final Comparator<Candidate> LEAST_WORTH_KEEPING =
        Comparator.comparing(Candidate::connected).thenComparingLong(Candidate::lastUsed);

    static Candidate of(NodeAddress address, NextHop hop) {
      return new Candidate(address, hop, hop.isConnected(), hop.lastUsed());
    }
  }

  /**
   * Ends one idle hop; and if that one was down, some more that are, so that a flood of made-up
   * addresses doesn't have all hops compared for each of them. Half of the hops are safe from such
   * a flood: while no more than that are connected, none of those makes way. If none could, they
   * aren't compared again for a moment.
   */
  private boolean makeWay() {
    if (crowded && services.now() - crowdedAt < CROWDED_NANOS) {
      return false;
    }
    List<Candidate> candidates =
        hops.entrySet().stream()
            .map(entry -> Candidate.of(entry.getKey(), entry.getValue()))
            .sorted(Candidate.LEAST_WORTH_KEEPING)
            .toList();
    long connected = candidates.stream().filter(Candidate::connected).count();
    int wanted = 1 + options.maxHops() / 16;
    int made = 0;
    for (Candidate candidate : candidates) {
      boolean safe = candidate.connected() && (made > 0 || connected <= options.maxHops() / 2);
      if (safe || made == wanted) {
        break;
      }
      if (candidate.hop().finishIfIdle()) {
        hops.remove(candidate.address(), candidate.hop());
        made++;
      }
    }
    crowded = made == 0;
    crowdedAt = services.now();
    return made > 0;
  }

  /** Closes, and drops what is not sent within {@link ForwardingOptions#closeTimeout}. */
  @Override
  public void close() {
    close(options.closeTimeout());
  }

  /**
   * Takes no more packets, sends those that wait where it can, and closes the connections. Not on
   * an event loop.
   *
   * @param limit after which it drops the rest
   */
  public void close(Duration limit) {
    List<NextHop> open;
    synchronized (this) {
      closed = true;
      open = List.copyOf(hops.values());
    }
    open.forEach(NextHop::finish);
    CompletableFuture<?>[] finished =
        open.stream().map(NextHop::finished).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(finished).get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      open.forEach(hop -> hop.abort(Dropped.CLOSED));
    } catch (InterruptedException e) {
      open.forEach(hop -> hop.abort(Dropped.CLOSED));
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new AssertionError("a hop finishes or doesn't, but never fails", e);
    }
  }
}
