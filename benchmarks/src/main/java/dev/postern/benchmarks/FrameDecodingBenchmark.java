package dev.postern.benchmarks;

import dev.postern.net.FrameForm;
import dev.postern.net.PacketMode;
import dev.postern.net.SphinxKeyRotation;
import dev.postern.net.generations.MixnetGenerations;
import dev.postern.net.wire.FrameHead;
import dev.postern.net.wire.FramedSphinxPacket;
import dev.postern.net.wire.SphinxFrameCodec;
import dev.postern.sphinx.PacketSize;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A frame cut out of a mixnet connection's bytes, which come in reads of 16 KiB as on the mixnet's
 * port. Each read is copied into a pooled buffer, as the kernel would do it; the channel is Netty's
 * {@link EmbeddedChannel}, whose own cost is in it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class FrameDecodingBenchmark {
  private static final int FRAMES = 64;
  private static final int READ_BYTES = 16 * 1024;

  /** What stands before each packet: A in Nym 0.9, C today. */
  @Param({"A", "C"})
  public FrameForm form;

  /** The size of the packets. */
  @Param({"ACK", "REGULAR", "EXTENDED_32"})
  public PacketSize size;

  private final Packets packets = new Packets();
  private EmbeddedChannel channel;
  private byte[] stream;

  /** Frames some packets, one behind the other. */
  @Setup
  public void prepare() {
    channel = new EmbeddedChannel(new SphinxFrameCodec(MixnetGenerations.FRAME_HEADS), packets);
    FrameHead head = MixnetGenerations.FRAME_HEADS.of(form);
    byte[] packet = new Journey(1).bytes(size.packetBytes());
    ByteBuf frames = Unpooled.buffer(FRAMES * head.frameBytes(size));
    for (int i = 0; i < FRAMES; i++) {
      head.write(frames, size, PacketMode.MIX, SphinxKeyRotation.UNKNOWN);
      frames.writeBytes(packet);
    }
    stream = frames.array();
    int decoded = decode();
    if (decoded != FRAMES) {
      throw new AssertionError(decoded + " frames of " + FRAMES);
    }
  }

  /** Reads, to packets that are let go at once. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public int decode() {
    for (int read = 0; read < stream.length; read += READ_BYTES) {
      ByteBuf bytes = channel.alloc().heapBuffer(READ_BYTES);
      bytes.writeBytes(stream, read, Math.min(READ_BYTES, stream.length - read));
      channel.writeInbound(bytes);
    }
    return packets.count;
  }

  /** Ends the connection. */
  @TearDown
  public void close() {
    channel.finishAndReleaseAll();
  }

  /** Behind the codec. */
  private static final class Packets extends SimpleChannelInboundHandler<FramedSphinxPacket> {
    private int count;

    @Override
    protected void channelRead0(ChannelHandlerContext context, FramedSphinxPacket frame) {
      count++;
      frame.packet().release();
    }
  }
}
