package dev.postern.net.mixnet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.LogLimiter;
import dev.postern.net.Nym09Frames;
import dev.postern.net.generations.MixnetGenerations;
import dev.postern.net.wire.FramedSphinxPacket;
import dev.postern.net.wire.SphinxFrameCodec;
import dev.postern.sphinx.PacketSize;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FrameTimeoutTest {
  private static final int FRAME = Nym09Frames.bytes(PacketSize.ACK);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private int received; // bytes of this connection so far

  @BeforeEach
  void open() {
    channel.freezeTime();
    SphinxFrameCodec frames = new SphinxFrameCodec(MixnetGenerations.FRAME_HEADS);
    MixnetMetrics metrics = new MixnetMetrics(registry);
    channel
        .pipeline()
        .addLast(
            frames, new FrameTimeout(frames), new ConnectionCloser(metrics, LogLimiter.ofPeers()));
  }

  @Test
  void slowLoris_byteByByte_isClosed() {
    for (int i = 0; i < 29; i++) {
      receive(1);
      advance(SECOND);
    }
    assertThat(channel.isOpen()).isTrue();
    receive(1);
    advance(SECOND);
    assertThat(channel.isOpen()).isFalse();
    assertThat(
            registry.get("postern.mixnet.closed").tag("reason", "frame_timeout").counter().count())
        .isOne();
    finish(0);
  }

  /** Each read ends in the midst of a frame, but each time of another one. */
  @Test
  void slowMixNode_thatFinishesItsFrames_stays() {
    receive(FRAME / 2);
    for (int i = 0; i < 20; i++) {
      advance(SECOND.multipliedBy(29));
      receive(FRAME);
    }
    assertThat(channel.isOpen()).isTrue();
    finish(20);
  }

  @Test
  void mixNodeThatIsSilentBetweenFrames_stays() {
    receive(FRAME);
    advance(Duration.ofHours(1));
    assertThat(channel.isOpen()).isTrue();
    finish(1);
  }

  /** Bytes of a stream of small frames. */
  private void receive(int bytes) {
    byte[] next = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      next[i] = (byte) (received++ % FRAME == 0 ? 2 : 0);
    }
    channel.writeInbound(channel.alloc().heapBuffer().writeBytes(next));
  }

  private void advance(Duration time) {
    channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    channel.runPendingTasks();
  }

  private void finish(int frames) {
    for (int i = 0; i < frames; i++) {
      channel.<FramedSphinxPacket>readInbound().packet().release();
    }
    assertThat(channel.finish()).isFalse();
  }
}
