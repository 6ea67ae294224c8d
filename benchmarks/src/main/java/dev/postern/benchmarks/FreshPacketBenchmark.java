package dev.postern.benchmarks;

import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.SphinxPacketBuilder;
import dev.postern.sphinx.SphinxVersion;
import dev.postern.sphinx.Surb;
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

/**
 * What a client computes for each packet and SURB, from drawing the secret on: unlike {@link
 * BuildBenchmark}, with the product of the secret and the base point. That is how Nym's libraries
 * make theirs, so this is what benchmarks/peer compares.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class FreshPacketBenchmark {
  /** The engine. */
  @Param public Engine engine;

  /** The length of the route. */
  @Param({"1", "2", "3", "4", "5"})
  public int hops;

  /** The version of the packet: 257 is as 256. */
  @Param({"256", "259"})
  public int version;

  private Journey journey;
  private SphinxVersion sphinxVersion;
  private SphinxPacketBuilder builder;
  private byte[] message;
  private byte[] surb;

  /** Chooses a route and a message that fills the packet, and makes a SURB. */
  @Setup
  public void prepare() {
    journey = new Journey(hops);
    sphinxVersion = new SphinxVersion(version);
    builder = new SphinxPacketBuilder(engine.get(), new SecureRandom(), sphinxVersion);
    message = journey.message(PacketSize.REGULAR);
    surb = journey.freshSurb(builder).toBytes();
  }

  /** A client's packet. */
  @Benchmark
  public byte[] build() {
    return journey.freshPacket(builder, PacketSize.REGULAR, message);
  }

  /** A SURB, down to its bytes. */
  @Benchmark
  public byte[] makeSurb() {
    return journey.freshSurb(builder).toBytes();
  }

  /** A reply, from the SURB's bytes. */
  @Benchmark
  public byte[] useSurb() {
    return builder.reply(Surb.parse(surb, sphinxVersion), PacketSize.REGULAR, message);
  }
}
