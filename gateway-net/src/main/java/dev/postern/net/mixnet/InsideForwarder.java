package dev.postern.net.mixnet;

import dev.postern.net.MixPacket;
import dev.postern.net.PacketForwarder;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * The way of packets whose next hop is this gateway itself: those of clients whose route is the
 * gateway alone, and acks for such clients. They are opened on the event loops of the mixnet
 * listener as if they had come over a connection, which they would have had to in the reference.
 *
 * <p>Whatever one thread brings goes to one event loop, so that its order stays: all that a client
 * sends comes on one thread. What waits is bounded in bytes, and the newest is shed: to whoever
 * shares the gateway with the one who floods it, that is as if the mixnet had lost a packet.
 *
 * <p>Thread-safe. It takes packets for as long as the event loops live.
 */
final class InsideForwarder implements PacketForwarder, InsideLane.Outcome {
  private final long capacityBytes;
  private final MixnetMetrics metrics;
  private final List<InsideLane> lanes = new ArrayList<>();
  private final AtomicLong waitingBytes = new AtomicLong(); // what is just being shed included
  private final AtomicInteger nextLane = new AtomicInteger();
  // A number and no lane: what a thread keeps must not keep a gateway that is closed.
  private final ThreadLocal<Integer> laneOfThread = ThreadLocal.withInitial(this::anyLane);

  /**
   * With one lane for each event loop.
   *
   * @param receivers makes what opens packets on an event loop
   */
  InsideForwarder(
      EventLoopGroup eventLoops,
      Function<EventLoop, PacketReceiver> receivers,
      long capacityBytes,
      MixnetMetrics metrics) {
    this.capacityBytes = capacityBytes;
    this.metrics = metrics;
    for (EventExecutor executor : eventLoops) {
      EventLoop eventLoop = (EventLoop) executor;
      lanes.add(new InsideLane(eventLoop, receivers.apply(eventLoop), this));
    }
  }

  private int anyLane() {
    return Math.floorMod(nextLane.getAndIncrement(), lanes.size());
  }

  @Override
  public void forward(MixPacket packet) {
    if (waitingBytes.addAndGet(packet.size().packetBytes()) > capacityBytes) {
      drop(packet, MixnetMetrics.Dropped.INSIDE_FULL);
    } else {
      lanes.get(laneOfThread.get()).take(packet);
    }
  }

  @Override
  public void opened(MixPacket packet) {
    waitingBytes.addAndGet(-packet.size().packetBytes());
  }

  @Override
  public void closed(MixPacket packet) {
    drop(packet, MixnetMetrics.Dropped.CLOSED);
  }

  private void drop(MixPacket packet, MixnetMetrics.Dropped reason) {
    waitingBytes.addAndGet(-packet.size().packetBytes());
    metrics.dropped.count(reason);
    packet.packet().release();
  }

  /** How much waits. */
  long waitingBytes() {
    return waitingBytes.get();
  }
}
