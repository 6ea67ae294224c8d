package dev.postern.net.mixnet;

import dev.postern.net.LogLimiter;
import dev.postern.net.PacketMode;
import dev.postern.net.StackLine;
import dev.postern.net.delivery.Delivery;
import dev.postern.net.delivery.Turn;
import dev.postern.net.wire.FinalMessage;
import dev.postern.net.wire.FramedSphinxPacket;
import dev.postern.net.wire.InvalidMessageException;
import dev.postern.sphinx.HopKeys;
import dev.postern.sphinx.InPlaceUnwrapper;
import dev.postern.sphinx.InvalidPacketException;
import dev.postern.sphinx.InvalidPacketException.Reason;
import dev.postern.sphinx.PacketSize;
import io.netty.buffer.ByteBuf;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes our layer off a packet and hands the message to {@link Delivery}. Whatever is wrong with a
 * packet is counted by its reason and ends with that packet.
 *
 * <p>One for each way on which packets come, used on its event loop only.
 */
final class PacketReceiver {
  private static final Logger log = LoggerFactory.getLogger(PacketReceiver.class);

  private static final LogLimiter drops = LogLimiter.ofPeers();

  private final Openings openings; // the event loop's, shared by all ways on it
  private final VpnKeyCache vpnKeys;
  private final Delivery delivery;
  private final MixnetMetrics metrics;
  private final LogLimiter defects;
  private final Supplier<String> origin;
  private final Turn turn = new Turn();

  /**
   * Has received nothing yet.
   *
   * @param origin says for the log whom packets come from
   */
  PacketReceiver(
      Openings openings,
      VpnKeyCache vpnKeys,
      Delivery delivery,
      MixnetMetrics metrics,
      LogLimiter defects,
      Supplier<String> origin) {
    this.openings = openings;
    this.vpnKeys = vpnKeys;
    this.delivery = delivery;
    this.metrics = metrics;
    this.defects = defects;
    this.origin = origin;
  }

  /**
   * Takes ownership of the frame, whose bytes it changes in place and releases when {@link
   * Delivery#deliver} has returned.
   */
  void receive(FramedSphinxPacket frame) {
    metrics.received(frame.size()).increment();
    try {
      open(frame);
    } catch (InvalidPacketException e) {
      metrics.invalidPackets.count(e.reason());
      logDrop(frame, e.reason());
    } catch (InvalidMessageException e) {
      metrics.invalidMessages.count(e.reason());
      logDrop(frame, e.reason());
    } catch (RuntimeException | AssertionError e) {
      metrics.dropped.count(MixnetMetrics.Dropped.INTERNAL);
      defects.log(
          more ->
              log.error(
                  "a packet dropped for a defect of ours ({} more): {}", more, StackLine.of(e)));
    } finally {
      frame.packet().release();
    }
  }

  /** No more packets are at hand: clients hear of what came. */
  void endTurn() {
    turn.end();
  }

  private void logDrop(FramedSphinxPacket frame, Enum<?> reason) {
    PacketSize size = frame.size();
    drops.debug(
        log,
        more ->
            log.debug(
                "a packet of size {} from {} dropped: {} ({} more)",
                size,
                origin.get(),
                reason,
                more));
  }

  private void open(FramedSphinxPacket frame)
      throws InvalidPacketException, InvalidMessageException {
    Opening first = openings.first(frame.rotation());
    Opening other = openings.other(first);
    Opening opening = first;
    InPlaceUnwrapper.Hop hop;
    try {
      hop = unwrap(frame, first);
    } catch (InvalidPacketException e) {
      // γ is compared before a byte is changed, so then the packet is still as it came.
      if (other == null || e.reason() != Reason.HEADER_MAC_MISMATCH) {
        throw e;
      }
      hop = unwrap(frame, other);
      opening = other;
    }
    metrics.opened(opening.role()).increment();
    if (hop == InPlaceUnwrapper.Hop.FORWARD) {
      metrics.dropped.count(MixnetMetrics.Dropped.FORWARD_HOP);
    } else {
      arrived(frame, opening);
    }
  }

  private void arrived(FramedSphinxPacket frame, Opening opening) throws InvalidMessageException {
    ByteBuf packet = frame.packet();
    InPlaceUnwrapper unwrapper = opening.unwrapper();
    ByteBuf plaintext =
        packet.slice(unwrapper.messageOffset() - packet.arrayOffset(), unwrapper.messageBytes());
    FinalMessage message = FinalMessage.split(frame, unwrapper.destination(), plaintext);
    switch (opening.guard().see(unwrapper, packet, frame.mode())) {
      case NEW -> delivery.deliver(message, turn);
      case SEEN -> metrics.dropped.count(MixnetMetrics.Dropped.REPLAYED);
      case PERHAPS_SEEN -> metrics.dropped.count(MixnetMetrics.Dropped.PERHAPS_REPLAYED);
    }
  }

  private InPlaceUnwrapper.Hop unwrap(FramedSphinxPacket frame, Opening opening)
      throws InvalidPacketException {
    InPlaceUnwrapper unwrapper = opening.unwrapper();
    ByteBuf packet = frame.packet();
    byte[] array = packet.array();
    int offset = packet.arrayOffset() + packet.readerIndex();
    int length = packet.readableBytes();
    if (frame.mode() == PacketMode.MIX) {
      return unwrapper.unwrap(array, offset, length);
    }
    VpnKeyCache.Name name = VpnKeyCache.name(array, offset, opening.key());
    HopKeys known = vpnKeys.find(name);
    if (known != null) {
      return unwrapper.unwrap(array, offset, length, known);
    }
    HopKeys keys = unwrapper.deriveKeys(array, offset);
    InPlaceUnwrapper.Hop hop = unwrapper.unwrap(array, offset, length, keys);
    vpnKeys.insert(name, keys);
    return hop;
  }
}
