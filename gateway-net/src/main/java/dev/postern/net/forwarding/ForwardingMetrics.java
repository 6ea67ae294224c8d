package dev.postern.net.forwarding;

import dev.postern.net.MixPacket;
import dev.postern.net.ReasonCounters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** What goes out to next hops. Thread-safe. */
final class ForwardingMetrics {
  /** Why a packet was not sent. */
  enum Dropped {
    /** Port 0, or an address that is no single host's. */
    UNCONNECTABLE,
    /** The gateway itself. */
    OWN_ADDRESS,
    /** The egress rules are against it. */
    NOT_ALLOWED,
    /** The frames that the hop reads have no such size. */
    SIZE_UNKNOWN_TO_HOP,
    /** The hop refused a connection a short while ago. */
    HOP_DOWN,
    /** It waited for a connection that didn't come about. */
    CONNECT_FAILED,
    /** The connection ended with the packet on its way to the socket. */
    CONNECTION_LOST,
    /** Newer packets for the same hop needed its place. */
    QUEUE_FULL,
    /** All hops together hold as much as they may. */
    OVERLOADED,
    /** No hop could make way for a new one. */
    TOO_MANY_HOPS,
    /** We are closing. */
    CLOSED
  }

  final Counter sent;
  final Counter connectFailures;
  final Counter stalled;
  final AtomicInteger connections = new AtomicInteger();
  private final ReasonCounters<Dropped> dropped;

  ForwardingMetrics(MeterRegistry registry) {
    sent = registry.counter("postern.forwarding.sent");
    connectFailures = registry.counter("postern.forwarding.connect_failures");
    stalled = registry.counter("postern.forwarding.stalled");
    dropped = new ReasonCounters<>(registry, "postern.forwarding.dropped", Dropped.class);
    Gauge.builder("postern.forwarding.connections", connections, AtomicInteger::get)
        .register(registry);
  }

  /** Counts a packet whose bytes are released already. */
  void countDropped(Dropped reason) {
    dropped.count(reason);
  }

  /** Releases a packet and counts it. */
  void drop(MixPacket packet, Dropped reason) {
    packet.packet().release();
    dropped.count(reason);
  }
}
