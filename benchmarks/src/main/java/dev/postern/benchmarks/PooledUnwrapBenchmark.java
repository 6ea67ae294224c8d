package dev.postern.benchmarks;

import dev.postern.sphinx.InPlaceUnwrapper;
import dev.postern.sphinx.InvalidPacketException;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.SphinxVersion;
import dev.postern.sphinx.crypto.CryptoEngine;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * {@link UnwrapBenchmark}'s final hop in an array of the packet's length, and within one of Netty's
 * pool, which is far longer, as in the gateway. JNI copies an array whole, so a cipher that is
 * handed the pool's array would cost a thousand times what it should (docs/adr/0001).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PooledUnwrapBenchmark {
  private static final int READ_BYTES = 16 * 1024; // the mixnet's reads

  /** Where the packet lies. */
  public enum Place {
    /** In an array of its own. */
    OWN,
    /** In the pool, where the mixnet's port reads. */
    POOLED
  }

  /** The engine. */
  @Param public Engine engine;

  /** The size of the packet. */
  @Param({"ACK", "REGULAR", "EXTENDED_32"})
  public PacketSize size;

  /** Where the packet lies. */
  @Param public Place place;

  private byte[] packet;
  private InPlaceUnwrapper unwrapper;
  private ByteBuf pooled;
  private byte[] array;
  private int offset;

  /** Makes a packet that has arrived, and room for it. */
  @Setup
  public void prepare() {
    CryptoEngine crypto = engine.get();
    Journey arrival = new Journey(1);
    packet = arrival.packet(size, crypto, SphinxVersion.V256);
    unwrapper = new InPlaceUnwrapper(arrival.firstKey(), crypto);
    pooled = ByteBufAllocator.DEFAULT.heapBuffer(Math.max(READ_BYTES, packet.length));
    array = place == Place.POOLED ? pooled.array() : new byte[packet.length];
    offset = place == Place.POOLED ? pooled.arrayOffset() : 0;
  }

  /** Copied there, and unwrapped there. */
  @Benchmark
  public int finalHop() throws InvalidPacketException {
    System.arraycopy(packet, 0, array, offset, packet.length);
    unwrapper.unwrap(array, offset, packet.length);
    return unwrapper.messageBytes();
  }

  /** Gives the room back. */
  @TearDown
  public void release() {
    pooled.release();
  }
}
