package dev.postern.net.mixnet;

import dev.postern.net.LogLimiter;
import dev.postern.net.PacketMode;
import dev.postern.net.StackLine;
import dev.postern.net.delivery.Delivery;
import dev.postern.net.nym09.FinalMessage;
import dev.postern.net.nym09.FramedSphinxPacket;
import dev.postern.net.nym09.InvalidMessageException;
import dev.postern.sphinx.HopKeys;
import dev.postern.sphinx.InPlaceUnwrapper;
import dev.postern.sphinx.InvalidPacketException;
import dev.postern.sphinx.PacketSize;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes our layer off a packet and hands the message to {@link Delivery}. Whatever is wrong with a
 * packet is counted by its reason and ends with that packet; the connection stays.
 *
 * <p>One per connection. Runs on the channel's event loop. Takes ownership of the frame, whose
 * bytes it changes in place and releases when {@link Delivery#deliver} has returned.
 */
final class PacketHandler extends SimpleChannelInboundHandler<FramedSphinxPacket> {
  private static final Logger log = LoggerFactory.getLogger(PacketHandler.class);

  private static final LogLimiter drops = LogLimiter.ofPeers();

  private final InPlaceUnwrapper unwrapper; // the event loop's, shared by its connections
  private final ReplayGuard guard; // the same
  private final VpnKeyCache vpnKeys;
  private final Delivery delivery;
  private final MixnetMetrics metrics;
  private final LogLimiter defects;

  PacketHandler(
      InPlaceUnwrapper unwrapper,
      ReplayGuard guard,
      VpnKeyCache vpnKeys,
      Delivery delivery,
      MixnetMetrics metrics,
      LogLimiter defects) {
    this.unwrapper = unwrapper;
    this.guard = guard;
    this.vpnKeys = vpnKeys;
    this.delivery = delivery;
    this.metrics = metrics;
    this.defects = defects;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FramedSphinxPacket frame) {
    metrics.received(frame.size()).increment();
    try {
      receive(frame);
    } catch (InvalidPacketException e) {
      metrics.invalidPackets.count(e.reason());
      logDrop(context, frame, e.reason());
    } catch (InvalidMessageException e) {
      metrics.invalidMessages.count(e.reason());
      logDrop(context, frame, e.reason());
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

  private static void logDrop(
      ChannelHandlerContext context, FramedSphinxPacket frame, Enum<?> reason) {
    PacketSize size = frame.size();
    drops.debug(
        log,
        more ->
            log.debug(
                "a packet of size {} from {} dropped: {} ({} more)",
                size,
                context.channel().remoteAddress(),
                reason,
                more));
  }

  private void receive(FramedSphinxPacket frame)
      throws InvalidPacketException, InvalidMessageException {
    ByteBuf packet = frame.packet();
    switch (unwrap(frame)) {
      case FORWARD -> metrics.dropped.count(MixnetMetrics.Dropped.FORWARD_HOP);
      case FINAL -> {
        ByteBuf plaintext =
            packet.slice(
                unwrapper.messageOffset() - packet.arrayOffset(), unwrapper.messageBytes());
        FinalMessage message = FinalMessage.split(frame.size(), unwrapper.destination(), plaintext);
        switch (guard.see(unwrapper, packet, frame.mode())) {
          case NEW -> delivery.deliver(message, frame.mode());
          case SEEN -> metrics.dropped.count(MixnetMetrics.Dropped.REPLAYED);
          case PERHAPS_SEEN -> metrics.dropped.count(MixnetMetrics.Dropped.PERHAPS_REPLAYED);
        }
      }
    }
  }

  private InPlaceUnwrapper.Hop unwrap(FramedSphinxPacket frame) throws InvalidPacketException {
    ByteBuf packet = frame.packet();
    byte[] array = packet.array();
    int offset = packet.arrayOffset() + packet.readerIndex();
    int length = packet.readableBytes();
    if (frame.mode() == PacketMode.MIX) {
      return unwrapper.unwrap(array, offset, length);
    }
    ByteBuffer alpha = VpnKeyCache.alpha(array, offset);
    HopKeys known = vpnKeys.find(alpha);
    if (known != null) {
      return unwrapper.unwrap(array, offset, length, known);
    }
    HopKeys keys = unwrapper.deriveKeys(array, offset);
    InPlaceUnwrapper.Hop hop = unwrapper.unwrap(array, offset, length, keys);
    vpnKeys.insert(alpha, keys);
    return hop;
  }
}
