package dev.postern.net.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.net.CountedBuffers;
import dev.postern.net.generations.MixnetGenerations;
import dev.postern.net.nym09.HandshakeVector;
import dev.postern.testing.FuzzInput;
import dev.postern.testing.FuzzTarget;
import dev.postern.testing.Vectors;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A mixnet connection's bytes, frames of all generations mixed, in any portions: the frames are
 * those that a plain walk over the whole finds, each written again is what it was, every byte is in
 * one of them or behind the last, and no buffer is left over.
 */
class SphinxFrameCodecFuzzTest extends FuzzTarget {
  private static final Map<Byte, Integer> PACKET_BYTES =
      Map.of((byte) 1, 2413, (byte) 2, 386, (byte) 3, 33133, (byte) 4, 8557, (byte) 5, 16749);

  private final ByteArrayOutputStream frames = new ByteArrayOutputStream();

  @Override
  protected void check(byte[] input) {
    List<byte[]> portions = new FuzzInput(input).portions();
    byte[] stream = FuzzInput.of(portions.toArray(byte[][]::new));
    frames.reset();

    CountedBuffers buffers = new CountedBuffers();
    EmbeddedChannel channel =
        new EmbeddedChannel(new SphinxFrameCodec(MixnetGenerations.FRAME_HEADS));
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

    Walk walk = new Walk(stream);
    assertThat(frames.toByteArray()).isEqualTo(Arrays.copyOf(stream, walk.at));
    assertThat(refusal).isEqualTo(walk.refusal);
    assertThat(buffers.bytesInUse()).isZero();
  }

  /** Writes them again, as they were. */
  private void takeFrames(EmbeddedChannel channel) {
    FramedSphinxPacket frame = channel.readInbound();
    for (; frame != null; frame = channel.readInbound()) {
      assertThat(frame.packet().hasArray()).isTrue();
      ByteBuf written =
          SphinxFrameCodec.encode(
              channel.alloc(),
              MixnetGenerations.FRAME_HEADS.of(frame.form()),
              frame.size(),
              frame.mode(),
              frame.rotation(),
              frame.packet());
      frames.writeBytes(ByteBufUtil.getBytes(written));
      written.release();
    }
  }

  /** The spec's table, once more and without any class of ours. */
  private static final class Walk {
    private final byte[] stream;
    private int at; // behind the last whole frame
    private UnknownFrameException.@Nullable Reason refusal;

    Walk(byte[] stream) {
      this.stream = stream;
      while (step()) {}
    }

    private boolean step() {
      if (at == stream.length) {
        return false;
      }
      int first = stream[at];
      int headBytes = first == 7 ? 3 : first == 8 ? 4 : 2;
      if (at + headBytes > stream.length) {
        return false;
      }
      boolean later = headBytes > 2;
      byte size = stream[later ? at + 1 : at];
      byte type = stream[later ? at + 2 : at + 1];
      refusal = refusal(later, size, type);
      if (refusal == null && first == 8 && (stream[at + 3] < 0 || stream[at + 3] > 2)) {
        refusal = UnknownFrameException.Reason.ROTATION;
      }
      int end = at + headBytes + PACKET_BYTES.getOrDefault(size, 0);
      if (refusal != null || end > stream.length) {
        return false;
      }
      at = end;
      return true;
    }

    private static UnknownFrameException.@Nullable Reason refusal(
        boolean later, byte size, byte type) {
      if (later && (size == 6 || size == 7)) {
        return UnknownFrameException.Reason.OUTFOX;
      }
      if (!PACKET_BYTES.containsKey(size) || (!later && size > 3)) {
        return UnknownFrameException.Reason.SIZE;
      }
      if (later && type == 2) {
        return UnknownFrameException.Reason.OUTFOX;
      }
      boolean known = type == 0 || (type == 1 && !later);
      return known ? null : UnknownFrameException.Reason.MODE;
    }
  }

  @Override
  protected List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    Stream.concat(
            Vectors.cases("framing.json", "streams").map(vector -> vector.required("stream")),
            modernStreams())
        .map(HandshakeVector::hex)
        .filter(stream -> stream.length < maxBytes() - 8)
        .forEach(
            stream -> {
              seeds.add(FuzzInput.of(FuzzInput.numbers(0), stream));
              seeds.add(FuzzInput.of(FuzzInput.numbers(3, 1, 200, 77), stream));
            });
    byte[] ofEach =
        FuzzInput.of(
            FuzzInput.numbers(2, 1),
            new byte[386],
            FuzzInput.numbers(7, 2, 0),
            new byte[386],
            FuzzInput.numbers(8, 2, 0, 2),
            new byte[386],
            FuzzInput.numbers(2, 0));
    seeds.add(FuzzInput.of(FuzzInput.numbers(2, 5, 255), ofEach));
    return seeds;
  }

  private static Stream<JsonNode> modernStreams() {
    return Vectors.cases("modern/framing-modern.json", "cases")
        .filter(vector -> vector.required("kind").asText().equals("decode"))
        .map(vector -> vector.required("frame"));
  }
}
