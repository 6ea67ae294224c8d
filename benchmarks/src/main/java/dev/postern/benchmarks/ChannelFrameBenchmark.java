package dev.postern.benchmarks;

import dev.postern.net.FrameForm;
import dev.postern.net.MixPacket;
import dev.postern.net.PacketMode;
import dev.postern.net.SphinxKeyRotation;
import dev.postern.net.wire.ClientChannel;
import dev.postern.net.wire.NewClient;
import dev.postern.net.wire.SessionStep;
import dev.postern.sphinx.PacketSize;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A frame on the link to a client that is logged in: a message sealed for it, a request of its
 * opened. MAC and AES-CTR with Nym 0.9, AES-GCM-SIV today; {@link PrimitivesBenchmark} and {@link
 * GcmSivBenchmark} have these by themselves.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ChannelFrameBenchmark {
  /** The engine. */
  @Param public Engine engine;

  /** The client's. */
  @Param public Generation generation;

  /** The size of the packet that the message came in, or that is to be forwarded. */
  @Param({"ACK", "REGULAR", "EXTENDED_32"})
  public PacketSize size;

  // As on the clients' connections: heap buffers of a pool, longer than the frame.
  private final ByteBufAllocator allocator = new PooledByteBufAllocator(false);
  private ClientChannel channel;
  private ByteBuffer message;
  private byte[] request;

  /** Registers a client, which seals a request. */
  @Setup
  public void prepare() {
    Encounter encounter = new Encounter(engine, generation);
    NewClient client = encounter.register();
    channel = client.channel();
    Journey journey = new Journey(1);
    message = ByteBuffer.wrap(journey.message(size)).asReadOnlyBuffer();
    MixPacket packet =
        new MixPacket(
            journey.firstAddress(),
            size,
            PacketMode.MIX,
            SphinxKeyRotation.UNKNOWN,
            FrameForm.A,
            Unpooled.wrappedBuffer(journey.bytes(size.packetBytes())));
    ByteBuf frame = encounter.request(client, packet, allocator);
    request = new byte[frame.readableBytes()];
    frame.readBytes(request).release();
  }

  /** For the client. */
  @Benchmark
  public int seal() {
    ByteBuf frame = channel.seal(allocator, message);
    int bytes = frame.readableBytes();
    frame.release();
    return bytes;
  }

  /** From the client, copied into a buffer first, as it is decrypted in place. */
  @Benchmark
  public PacketSize open() {
    ByteBuf frame = allocator.heapBuffer(request.length).writeBytes(request);
    MixPacket packet = ((SessionStep.Forward) channel.receive(frame)).packet();
    packet.packet().release();
    frame.release();
    return packet.size();
  }
}
