package dev.postern.benchmarks;

import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.SphinxPacketBuilder;
import dev.postern.sphinx.SphinxVersion;
import java.security.SecureRandom;
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

/** A packet made from a given seed: one product for each hop, but for drawing random bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class BuildBenchmark {
  /** The engine. */
  @Param public Engine engine;

  /** The length of the route. */
  @Param({"1", "2", "3", "4", "5"})
  public int hops;

  /** The version of the packet: 257 is as 256, and 260 as 259. */
  @Param({"256", "258", "259"})
  public int version;

  private Journey journey;
  private SphinxPacketBuilder builder;
  private byte[] message;

  /** Chooses a route and a message that fills the packet. */
  @Setup
  public void prepare() {
    journey = new Journey(hops);
    builder = new SphinxPacketBuilder(engine.get(), new SecureRandom(), new SphinxVersion(version));
    message = journey.message(PacketSize.REGULAR);
  }

  /** A client's packet. */
  @Benchmark
  public byte[] regular() {
    return journey.packet(builder, PacketSize.REGULAR, message);
  }
}
