package dev.postern.net.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.FrameForm;
import dev.postern.net.MixPacket;
import dev.postern.net.Nym09Frames;
import dev.postern.net.PacketMode;
import dev.postern.net.forwarding.ForwardingMetrics.Dropped;
import dev.postern.net.generations.MixnetGenerations;
import dev.postern.sphinx.NodeAddress;
import dev.postern.sphinx.PacketSize;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HopQueueTest {
  private static final NodeAddress HOP = NodeAddress.of(new InetSocketAddress("10.1.2.3", 1789));
  private static final int ACK_FRAME = Nym09Frames.bytes(PacketSize.ACK);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final QueueMemory memory = new QueueMemory(1 << 20);
  private final HopQueue queue =
      new HopQueue(3 * ACK_FRAME, memory, new ForwardingMetrics(registry));

  @Test
  void poll_givesTheOldestFirst() {
    MixPacket first = offered();
    MixPacket second = offered();
    assertThat(queue.poll()).isSameAs(first);
    assertThat(queue.poll()).isSameAs(second);
    assertThat(queue.poll()).isNull();
    release(first, second);
  }

  @Test
  void offer_full_dropsTheOldest() {
    MixPacket oldest = offered(false);
    MixPacket second = offered(false);
    MixPacket third = offered(false);
    MixPacket newest = offered(false);
    assertThat(oldest.packet().refCnt()).isZero();
    assertThat(dropped("queue_full")).isEqualTo(1);
    assertThat(queue.poll()).isSameAs(second);
    assertThat(queue.poll()).isSameAs(third);
    assertThat(queue.poll()).isSameAs(newest);
    release(second, third, newest);
  }

  /** One fsync makes many messages durable, and their acks come all at once. */
  @Test
  void offer_burstForAHopThatIsConnected_dropsNothing() {
    for (int i = 0; i < 3 * HopQueue.BURST; i++) {
      offered(true);
    }
    assertThat(dropped("queue_full")).isZero();
    offered(true);
    assertThat(dropped("queue_full")).isEqualTo(1);
    queue.dropAll(Dropped.CLOSED);
    assertThat(memory.used()).isZero();
  }

  /** What waited while there was a connection doesn't wait for the next one. */
  @Test
  void offer_afterTheConnectionWasLost_keepsTheNewest() {
    for (int i = 0; i < 6; i++) {
      offered(true);
    }
    MixPacket newest = offered(false);
    assertThat(dropped("queue_full")).isEqualTo(4);
    queue.poll().packet().release();
    queue.poll().packet().release();
    assertThat(queue.poll()).isSameAs(newest);
    release(newest);
  }

  @Test
  void poll_makesRoom() {
    for (int round = 0; round < 100; round++) {
      MixPacket packet = offered();
      assertThat(queue.poll()).isSameAs(packet);
      release(packet);
    }
    assertThat(dropped("queue_full")).isZero();
  }

  @Test
  void stop_refusesNewPacketsAndKeepsTheOldOnes() {
    MixPacket kept = offered();
    queue.stop();
    MixPacket refused = ack();
    assertThat(queue.offer(refused, true)).isFalse();
    assertThat(refused.packet().refCnt()).as("still the caller's").isEqualTo(1);
    assertThat(queue.poll()).isSameAs(kept);
    release(refused, kept);
  }

  @Test
  void stopIfEmpty_withPackets_goesOn() {
    MixPacket waiting = offered();
    assertThat(queue.stopIfEmpty()).isFalse();
    queue.poll();
    assertThat(queue.stopIfEmpty()).isTrue();
    MixPacket refused = ack();
    assertThat(queue.offer(refused, true)).isFalse();
    release(waiting, refused);
  }

  @Test
  void dropAll_releasesAndCounts() {
    MixPacket first = offered();
    MixPacket second = offered();
    queue.dropAll(Dropped.HOP_DOWN);
    assertThat(first.packet().refCnt()).isZero();
    assertThat(second.packet().refCnt()).isZero();
    assertThat(dropped("hop_down")).isEqualTo(2);
    assertThat(queue.isEmpty()).isTrue();
  }

  /** What waits for others is nearer to being sent than what comes just now. */
  @Test
  void offer_allHopsHoldAllTheMemory_shedsTheNewest() {
    QueueMemory memory = new QueueMemory(4L * ACK_FRAME);
    HopQueue down = new HopQueue(100 * ACK_FRAME, memory, new ForwardingMetrics(registry));
    HopQueue up = new HopQueue(100 * ACK_FRAME, memory, new ForwardingMetrics(registry));
    for (int i = 0; i < 3; i++) {
      assertThat(down.offer(ack(), false)).isTrue();
    }

    MixPacket shed = ack();
    assertThat(down.offer(shed, false)).isTrue();
    assertThat(shed.packet().refCnt()).isZero();
    assertThat(dropped("overloaded")).isEqualTo(1);

    assertThat(up.offer(ack(), true)).as("the last quarter").isTrue();
    assertThat(dropped("overloaded")).isEqualTo(1);
    assertThat(memory.used()).isEqualTo(4L * ACK_FRAME);
    assertThat(up.offer(ack(), true)).isTrue();
    assertThat(dropped("overloaded")).isEqualTo(2);

    down.dropAll(Dropped.CLOSED);
    up.dropAll(Dropped.CLOSED);
    assertThat(memory.used()).isZero();
  }

  /** A head of 2, 3 or 4 bytes. */
  @ParameterizedTest
  @EnumSource
  void memory_isThatOfWholeFramesInTheirForm(FrameForm form) {
    int frameBytes = MixnetGenerations.FRAME_HEADS.frameBytes(form, PacketSize.ACK);
    assertThat(queue.offer(ack().withForm(form), true)).isTrue();
    assertThat(memory.used()).isEqualTo(frameBytes);

    queue.dropAll(Dropped.CLOSED);
    assertThat(memory.used()).isZero();
  }

  private MixPacket offered() {
    return offered(true);
  }

  private MixPacket offered(boolean connected) {
    MixPacket packet = ack();
    assertThat(queue.offer(packet, connected)).isTrue();
    return packet;
  }

  private static MixPacket ack() {
    return new MixPacket(
        HOP,
        PacketSize.ACK,
        PacketMode.MIX,
        ByteBufAllocator.DEFAULT.heapBuffer().writeZero(PacketSize.ACK.packetBytes()));
  }

  private static void release(MixPacket... packets) {
    for (MixPacket packet : packets) {
      packet.packet().release();
    }
  }

  private double dropped(String reason) {
    return registry.get("postern.forwarding.dropped").tag("reason", reason).counter().count();
  }
}
