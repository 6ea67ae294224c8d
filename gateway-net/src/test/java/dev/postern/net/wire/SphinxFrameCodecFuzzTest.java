package dev.postern.net.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.net.CountedBuffers;
import dev.postern.testing.FuzzInput;
import dev.postern.testing.FuzzTarget;
import dev.postern.testing.Vectors;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A mixnet connection's bytes, in any portions: the frames are those that a plain walk over the
 * whole finds, every byte is in one of them or behind the last, and no buffer is left over.
 */
class SphinxFrameCodecFuzzTest extends FuzzTarget {
  private static final Map<Byte, Integer> PACKET_BYTES =
      Map.of((byte) 1, 2413, (byte) 2, 386, (byte) 3, 33133);

  private final ByteArrayOutputStream frames = new ByteArrayOutputStream();

  @Override
  protected void check(byte[] input) {
    List<byte[]> portions = new FuzzInput(input).portions();
    byte[] stream = FuzzInput.of(portions.toArray(byte[][]::new));
    frames.reset();

    CountedBuffers buffers = new CountedBuffers();
    EmbeddedChannel channel = new EmbeddedChannel(new SphinxFrameCodec());
    channel.config().setAllocator(buffers.allocator());
    UnknownFrameException.Reason refusal = null;
    for (byte[] portion : portions) {
      try {
        channel.writeInbound(channel.alloc().heapBuffer(portion.length).writeBytes(portion));
      } catch (UnknownFrameException e) {
        assertThat(refusal).as("a second refusal").isNull();
        refusal = e.reason();
      }
      takeFrames(channel);
    }
    assertThat(channel.finish()).isFalse();

    assertThat(frames.toByteArray()).isEqualTo(wholeFrames(stream));
    assertThat(refusal).isEqualTo(refusal(stream, frames.size()));
    assertThat(buffers.bytesInUse()).isZero();
  }

  /** Writes them again, as they were. */
  private void takeFrames(EmbeddedChannel channel) {
    FramedSphinxPacket frame = channel.readInbound();
    for (; frame != null; frame = channel.readInbound()) {
      assertThat(frame.packet().hasArray()).isTrue();
      ByteBuf written =
          SphinxFrameCodec.encode(channel.alloc(), frame.size(), frame.mode(), frame.packet());
      frames.writeBytes(ByteBufUtil.getBytes(written));
      written.release();
    }
  }

  private static byte[] wholeFrames(byte[] stream) {
    FuzzInput walk = new FuzzInput(stream);
    List<byte[]> whole = new ArrayList<>();
    int at = 0;
    while (at + 2 <= stream.length
        && PACKET_BYTES.containsKey(stream[at])
        && (stream[at + 1] == 0 || stream[at + 1] == 1)
        && at + 2 + PACKET_BYTES.get(stream[at]) <= stream.length) {
      byte[] frame = walk.bytes(2 + PACKET_BYTES.get(stream[at]));
      whole.add(frame);
      at += frame.length;
    }
    return FuzzInput.of(whole.toArray(byte[][]::new));
  }

  private static UnknownFrameException.@Nullable Reason refusal(byte[] stream, int at) {
    if (at + 2 > stream.length) {
      return null;
    }
    if (!PACKET_BYTES.containsKey(stream[at])) {
      return UnknownFrameException.Reason.SIZE;
    }
    boolean knownMode = stream[at + 1] == 0 || stream[at + 1] == 1;
    return knownMode ? null : UnknownFrameException.Reason.MODE;
  }

  @Override
  protected List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    Vectors.cases("framing.json", "streams")
        .map(vector -> HandshakeVector.hex(vector.required("stream")))
        .filter(stream -> stream.length < maxBytes() - 8)
        .forEach(
            stream -> {
              seeds.add(FuzzInput.of(FuzzInput.numbers(0), stream));
              seeds.add(FuzzInput.of(FuzzInput.numbers(3, 1, 200, 77), stream));
            });
    return seeds;
  }
}
