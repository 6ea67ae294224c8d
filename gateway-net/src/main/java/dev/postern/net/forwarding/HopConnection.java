package dev.postern.net.forwarding;

import dev.postern.net.FrameForm;
import dev.postern.net.MixPacket;
import dev.postern.net.forwarding.ForwardingMetrics.Dropped;
import dev.postern.net.generations.MixnetGenerations;
import dev.postern.net.wire.FrameHead;
import dev.postern.net.wire.SphinxFrameCodec;
import dev.postern.sphinx.PacketSize;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A next hop's connection while it is open: writes what the hop's queue holds, and looks now and
 * then whether it is of any use. From {@link #opened} to {@link #ended}, on the hop's event loop.
 */
final class HopConnection {
  private final Channel channel;
  private final HopQueue queue;
  private final HopServices services;
  private final WriteWatch watch;
  private final Future<?> watching;
  private final Map<FrameForm, Map<PacketSize, ChannelFutureListener>> written =
      new EnumMap<>(FrameForm.class);
  private boolean finishing; // the last bytes are on their way
  private boolean over;

  private HopConnection(
      Channel channel, HopQueue queue, HopServices services, Runnable whenNothingWaits) {
    this.channel = channel;
    this.queue = queue;
    this.services = services;
    ForwardingOptions.Caps caps = services.options().caps();
    this.watch = new WriteWatch(caps.stallTimeout(), services.now());
    long interval = caps.watchInterval().toNanos();
    this.watching =
        channel
            .eventLoop()
            .scheduleAtFixedRate(
                () -> lookAt(whenNothingWaits), interval, interval, TimeUnit.NANOSECONDS);
  }

  /**
   * Of a channel that is connected.
   *
   * @param whenNothingWaits is called whenever it looks and everything is with the peer
   */
  static HopConnection opened(
      Channel channel, HopQueue queue, HopServices services, Runnable whenNothingWaits) {
    services.metrics().connections.incrementAndGet();
    return new HopConnection(channel, queue, services, whenNothingWaits);
  }

  /** The channel is closed. */
  void ended() {
    over = true;
    watching.cancel(false);
    services.metrics().connections.decrementAndGet();
  }

  private void lookAt(Runnable whenNothingWaits) {
    ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
    if (over || outbound == null) {
      return; // it is just ending
    }
    if (watch.isStalled(outbound.isEmpty(), outbound.currentProgress(), services.now())) {
      services.metrics().stalled.increment();
      var unused = channel.close();
    } else if (outbound.isEmpty()) {
      whenNothingWaits.run();
    }
  }

  /**
   * Writes what waits, but no more than the socket's buffer takes, so that a busy hop leaves its
   * loop to others; a socket that was full calls for the next turn when it is writable again.
   *
   * @return whether it can take more at once
   */
  boolean drain() {
    MixPacket packet;
    while (channel.isWritable() && (packet = queue.poll()) != null) {
      channel
          .write(
              SphinxFrameCodec.encode(
                  channel.alloc(),
                  MixnetGenerations.FRAME_HEADS.of(packet.form()),
                  packet.size(),
                  packet.mode(),
                  packet.rotation(),
                  packet.packet()))
          .addListener(written(packet));
    }
    channel.flush();
    return channel.isWritable() && !queue.isEmpty();
  }

  /** Made once for frames of that length, and not for each one. */
  private ChannelFutureListener written(MixPacket packet) {
    ChannelFutureListener listener =
        written.computeIfAbsent(packet.form(), this::listeners).get(packet.size());
    if (listener == null) {
      throw new AssertionError("there is one for each size");
    }
    return listener;
  }

  private Map<PacketSize, ChannelFutureListener> listeners(FrameForm form) {
    FrameHead head = MixnetGenerations.FRAME_HEADS.of(form);
    Map<PacketSize, ChannelFutureListener> listeners = new EnumMap<>(PacketSize.class);
    for (PacketSize size : PacketSize.values()) {
      int frameBytes = head.frameBytes(size);
      listeners.put(size, write -> written(write, frameBytes));
    }
    return listeners;
  }

  private void written(ChannelFuture write, int frameBytes) {
    services.memory().give(frameBytes);
    watch.written();
    if (write.isSuccess()) {
      services.metrics().sent.increment();
    } else {
      services.metrics().countDropped(Dropped.CONNECTION_LOST);
    }
  }

  /** Closes behind everything that was written; tells whether it does so since this call. */
  boolean finish() {
    if (finishing) {
      return false;
    }
    finishing = true;
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    return true;
  }
}
