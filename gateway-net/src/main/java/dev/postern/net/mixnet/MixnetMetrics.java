package dev.postern.net.mixnet;

import dev.postern.net.ReasonCounters;
import dev.postern.net.wire.InvalidMessageException;
import dev.postern.sphinx.InvalidPacketException;
import dev.postern.sphinx.PacketSize;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What comes in from the mixnet. Thread-safe. */
final class MixnetMetrics {
  private static final String DROPPED = "postern.packets.dropped";

  /** Why a connection was closed by us. */
  enum Closed {
    LIMIT,
    SOURCE_LIMIT,
    NETWORK_LIMIT,
    IDLE,
    /** A packet was begun and not finished in time. */
    FRAME_TIMEOUT,
    UNKNOWN_SIZE,
    UNKNOWN_MODE,
    UNKNOWN_ROTATION,
    /** Another packet format, which is not spoken here. */
    OUTFOX,
    ERROR
  }

  /** Why a good packet was dropped. */
  enum Dropped {
    /** Gateways are where packets end. */
    FORWARD_HOP,
    /** It came before. */
    REPLAYED,
    /** It may have come before: the memory of that time is rough. */
    PERHAPS_REPLAYED,
    /** What came from within waits in too great numbers. */
    INSIDE_FULL,
    /** It came from within, and the event loops are gone. */
    CLOSED,
    /** A defect of ours. */
    INTERNAL
  }

  /** Which of the node's keys was a packet's. */
  enum OpenedWith {
    CURRENT,
    /** The one before, which some senders still use. */
    RETIRING
  }

  final ReasonCounters<Closed> closed;
  final ReasonCounters<Dropped> dropped;
  final ReasonCounters<InvalidPacketException.Reason> invalidPackets;
  final ReasonCounters<InvalidMessageException.Reason> invalidMessages;
  private final Map<PacketSize, Counter> received = new EnumMap<>(PacketSize.class);
  private final Map<OpenedWith, Counter> opened = new EnumMap<>(OpenedWith.class);

  MixnetMetrics(MeterRegistry registry) {
    closed = new ReasonCounters<>(registry, "postern.mixnet.closed", Closed.class);
    dropped = new ReasonCounters<>(registry, DROPPED, Dropped.class);
    invalidPackets = new ReasonCounters<>(registry, DROPPED, InvalidPacketException.Reason.class);
    invalidMessages = new ReasonCounters<>(registry, DROPPED, InvalidMessageException.Reason.class);
    for (PacketSize size : PacketSize.values()) {
      String name = size.name().toLowerCase(Locale.ROOT);
      received.put(size, registry.counter("postern.packets.received", "size", name));
    }
    for (OpenedWith key : OpenedWith.values()) {
      String name = key.name().toLowerCase(Locale.ROOT);
      opened.put(key, registry.counter("postern.packets.opened", "key", name));
    }
  }

  /** How many of that size came in. */
  Counter received(PacketSize size) {
    Counter counter = received.get(size);
    if (counter == null) {
      throw new AssertionError("every size was registered");
    }
    return counter;
  }

  /** How many were opened with that key. */
  Counter opened(OpenedWith key) {
    Counter counter = opened.get(key);
    if (counter == null) {
      throw new AssertionError("every key was registered");
    }
    return counter;
  }
}
