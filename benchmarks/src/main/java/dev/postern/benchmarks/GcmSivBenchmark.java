package dev.postern.benchmarks;

import dev.postern.sphinx.crypto.Primitives;
import java.util.Arrays;
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

/** A frame of today's clients: sealed for one, opened from one. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class GcmSivBenchmark {
  /** The engine. */
  @Param public Engine engine;

  /** An ack; a regular and an extended packet with type, rotation and an address of IPv4. */
  @Param({"21", "2422", "33142"})
  public int bytes;

  private Primitives primitives;
  private byte[] key;
  private byte[] nonce;
  private byte[] plaintext;
  private byte[] sealed;
  private byte[] forged;
  private byte[] out;

  /** Chooses a key and seals a frame. */
  @Setup
  public void prepare() {
    Journey journey = new Journey(1);
    primitives = engine.get().newPrimitives();
    key = journey.bytes(Primitives.GCM_SIV_KEY_BYTES);
    nonce = journey.bytes(Primitives.GCM_SIV_NONCE_BYTES);
    plaintext = journey.bytes(bytes);
    out = new byte[bytes + Primitives.GCM_SIV_TAG_BYTES];
    sealed = seal().clone();
    forged = sealed.clone();
    forged[0] ^= 1;
    if (!open() || openForged() || !Arrays.equals(Arrays.copyOf(out, bytes), plaintext)) {
      throw new AssertionError("opened something else");
    }
  }

  /** For a client; another nonce each time. */
  @Benchmark
  public byte[] seal() {
    nonce[0]++;
    primitives.sealAesGcmSiv(key, 0, nonce, 0, plaintext, 0, bytes, out, 0);
    return out;
  }

  /** From a client. */
  @Benchmark
  public boolean open() {
    return primitives.openAesGcmSiv(key, 0, nonce, 0, sealed, 0, sealed.length, out, 0);
  }

  /** What somebody costs who sends junk. */
  @Benchmark
  public boolean openForged() {
    return primitives.openAesGcmSiv(key, 0, nonce, 0, forged, 0, forged.length, out, 0);
  }
}
