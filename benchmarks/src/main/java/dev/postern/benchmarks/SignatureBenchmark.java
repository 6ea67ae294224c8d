package dev.postern.benchmarks;

import dev.postern.sphinx.crypto.IdentityPrivateKey;
import dev.postern.sphinx.crypto.IdentityPublicKey;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a registration costs the gateway beside one x25519; the same on both engines. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SignatureBenchmark {
  private IdentityPrivateKey key;
  private byte[] publicKey;
  private byte[] message;
  private byte[] signature;

  /** Signs two ephemeral keys. */
  @Setup
  public void prepare() {
    Journey journey = new Journey(1);
    key = IdentityPrivateKey.fromBytes(journey.bytes(IdentityPrivateKey.BYTES));
    publicKey = key.publicKey().toBytes();
    message = journey.bytes(64);
    signature = key.sign(message);
  }

  /** The gateway's signature. */
  @Benchmark
  public byte[] sign() {
    return key.sign(message);
  }

  /** The client's identity read and its signature verified. */
  @Benchmark
  public boolean readAndVerify() {
    return IdentityPublicKey.fromBytes(publicKey).verifies(signature, message);
  }
}
