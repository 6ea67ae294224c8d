package dev.postern.benchmarks;

import dev.postern.sphinx.PacketSize;
import dev.postern.sphinx.crypto.Primitives;
import dev.postern.sphinx.crypto.SphinxPrivateKey;
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
 * Each primitive at the length at which the packet path calls it, with another key at each call as
 * there. Times of a final hop of a regular packet: one x25519, one hkdfSha256, one hmacSha256, one
 * aesCtrHeader, two of chaCha20 and two of blake2b; a forward hop adds multiplyUnclamped, or from
 * version 258 on another x25519; from 259 on every hop adds hkdfSha256Seed. A frame of Nym 0.9's
 * clients takes hmacBlake3 and aesCtrFrame, one of today's is {@link GcmSivBenchmark}'s.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PrimitivesBenchmark {
  private static final int BETA_BYTES = 300;
  private static final int HEADER_STREAM_BYTES = 360;
  private static final int REGISTRATION_KEY_BYTES = 32;
  private static final int RIGHT_BYTES = PacketSize.REGULAR.payloadBytes() - 32;

  /** The engine. */
  @Param public Engine engine;

  private final byte[] iv = new byte[Primitives.AES_IV_BYTES];
  private final byte[] out = new byte[Primitives.HASH_BYTES];
  private final byte[] hopKeys = new byte[256];
  private final byte[] info = new byte[97];
  private final byte[] salt = new byte[44];
  private final byte[] payloadKey = new byte[192];
  private final byte[] data = new byte[PacketSize.REGULAR.packetBytes()];
  private final byte[] key = new byte[64];
  private final byte[] streamKey = new byte[Primitives.CHACHA20_KEY_BYTES];
  private Primitives primitives;
  private byte[] scalar;
  private byte[] point;

  /** Chooses keys. */
  @Setup
  public void prepare() {
    Journey journey = new Journey(1);
    primitives = engine.get().newPrimitives();
    scalar = journey.bytes(Primitives.X25519_BYTES);
    point = SphinxPrivateKey.fromBytes(journey.bytes(32)).publicKey().toBytes();
  }

  /** The shared secret of a hop: always the node's key, another point each time. */
  @Benchmark
  public byte[] x25519() {
    primitives.x25519(scalar, point, 0, point, 0);
    return point;
  }

  /** The next α. */
  @Benchmark
  public byte[] multiplyUnclamped() {
    primitives.multiplyUnclamped(scalar, 0, point, 0, point, 0);
    return point;
  }

  /** A sender's accumulator. */
  @Benchmark
  public byte[] multiplyScalars() {
    primitives.multiplyScalars(scalar, 0, point, 0, point, 0);
    return point;
  }

  /** The keys of a hop. */
  @Benchmark
  public byte[] hkdfSha256() {
    out[0]++;
    primitives.hkdfSha256(out, info, hopKeys);
    return hopKeys;
  }

  /** A payload key of a seed. */
  @Benchmark
  public byte[] hkdfSha256Seed() {
    out[0]++;
    primitives.hkdfSha256(salt, out, 0, 16, salt, payloadKey);
    return payloadKey;
  }

  /** γ. */
  @Benchmark
  public byte[] hmacSha256() {
    key[0]++;
    primitives.hmacSha256(key, 0, 16, data, 0, BETA_BYTES, out);
    return out;
  }

  /** β. */
  @Benchmark
  public byte[] aesCtrHeader() {
    key[0]++;
    primitives.aesCtr(key, 0, iv, data, 0, HEADER_STREAM_BYTES);
    return data;
  }

  /** S of LIONESS. */
  @Benchmark
  public byte[] chaCha20() {
    streamKey[0]++;
    primitives.zeroNonceChaCha20(streamKey, data, 0, RIGHT_BYTES);
    return data;
  }

  /** H of LIONESS. */
  @Benchmark
  public byte[] blake2b() {
    key[0]++;
    primitives.blake2b(key, 0, data, 0, RIGHT_BYTES, out);
    return out;
  }

  /** A client's frame: its MAC. */
  @Benchmark
  public byte[] hmacBlake3() {
    primitives.hmacBlake3(key, 0, 16, data, 0, data.length, out);
    return out;
  }

  /** The keys of a registration of Nym 0.9. */
  @Benchmark
  public byte[] hkdfBlake3() {
    out[0]++;
    return primitives.hkdfBlake3(out, REGISTRATION_KEY_BYTES);
  }

  /** A client's frame: its cipher. */
  @Benchmark
  public byte[] aesCtrFrame() {
    primitives.aesCtr(key, 0, iv, data, 0, data.length);
    return data;
  }
}
