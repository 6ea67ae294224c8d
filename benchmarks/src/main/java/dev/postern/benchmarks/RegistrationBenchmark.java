package dev.postern.benchmarks;

import dev.postern.net.wire.NewClient;
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
 * The gateway's half of a registration: texts read as JSON, keys agreed on, signatures made and
 * verified, answers written. The client's half was computed before, as {@link Encounter} tells;
 * storing the keys is not in it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RegistrationBenchmark {
  /** The engine. */
  @Param public Engine engine;

  /** The client's. */
  @Param public Generation generation;

  private Encounter encounter;

  /** Has the client say what it says. */
  @Setup
  public void prepare() {
    encounter = new Encounter(engine, generation);
  }

  /** What a flood of first texts costs for each. */
  @Benchmark
  public String begin() {
    return encounter.begin();
  }

  /** From the first text to the keys. */
  @Benchmark
  public NewClient register() {
    return encounter.register();
  }
}
