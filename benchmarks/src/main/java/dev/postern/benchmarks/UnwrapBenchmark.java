package dev.postern.benchmarks;

import dev.postern.sphinx.HopKeys;
import dev.postern.sphinx.InPlaceUnwrapper;
import dev.postern.sphinx.InvalidPacketException;
import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.SphinxVersion;
import dev.postern.sphinx.crypto.CryptoEngine;
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
 * A layer off a packet, in place. As unwrapping changes the packet, each call copies it into the
 * buffer first, as a frame decoder would.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class UnwrapBenchmark {
  /** The engine. */
  @Param public Engine engine;

  /** The size of the packet. */
  @Param({"ACK", "REGULAR", "EXTENDED_32"})
  public PacketSize size;

  /** The version of the packet: 257 is as 256, and 260 as 259. */
  @Param({"256", "258", "259"})
  public int version;

  private byte[] finalPacket;
  private byte[] forwardPacket;
  private byte[] buffer;
  private InPlaceUnwrapper last;
  private InPlaceUnwrapper first;
  private HopKeys keptKeys;

  /** Makes a packet that has arrived and one that hasn't. */
  @Setup
  public void prepare() throws InvalidPacketException {
    CryptoEngine crypto = engine.get();
    Journey arrival = new Journey(1);
    Journey journey = new Journey(3);
    finalPacket = arrival.packet(size, crypto, new SphinxVersion(version));
    forwardPacket = journey.packet(size, crypto, new SphinxVersion(version));
    buffer = new byte[size.packetBytes()];
    last = new InPlaceUnwrapper(arrival.firstKey(), crypto);
    first = new InPlaceUnwrapper(journey.firstKey(), crypto);
    keptKeys = last.deriveKeys(finalPacket, 0);
  }

  /** What the gateway does with each packet of a client's. */
  @Benchmark
  public int finalHop() throws InvalidPacketException {
    System.arraycopy(finalPacket, 0, buffer, 0, buffer.length);
    last.unwrap(buffer, 0, buffer.length);
    return last.messageBytes();
  }

  /** The same with the keys of an α seen before: VPN mode. */
  @Benchmark
  public int finalHopWithKeptKeys() throws InvalidPacketException {
    System.arraycopy(finalPacket, 0, buffer, 0, buffer.length);
    last.unwrap(buffer, 0, buffer.length, keptKeys);
    return last.messageBytes();
  }

  /** What a mix does: a second multiplication, for the next α. */
  @Benchmark
  public byte[] forwardHop() throws InvalidPacketException {
    System.arraycopy(forwardPacket, 0, buffer, 0, buffer.length);
    first.unwrap(buffer, 0, buffer.length);
    return buffer;
  }
}
