package dev.postern.benchmarks.store;

import dev.postern.sphinx.crypto.SphinxPrivateKey;
import dev.postern.storage.SeenTags;
import dev.postern.storage.replay.MappedReplays;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
 * What it costs to remember one packet more, beside those that are known; there are a million more
 * of these after each second or so of it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ReplayBenchmark {
  /** Packets that were seen before it began. */
  @Param({"1000", "10000000", "60000000"})
  public long known;

  /** On which disk. */
  @Param(TemporaryDirectory.ANYWHERE)
  public String directory;

  private final byte[] tag = new byte[SeenTags.TAG_BYTES];
  private TemporaryDirectory files;
  private MappedReplays memory;
  private SeenTags tags;
  private long next;

  /** Sees them. */
  @Setup
  public void see() throws IOException {
    files = new TemporaryDirectory(directory);
    memory = new MappedReplays(files.path().resolve("replay"), 1L << 30);
    tags = memory.packets(SphinxPrivateKey.generate(new SecureRandom()).publicKey());
    while (next < known) {
      if (add() == SeenTags.Answer.PERHAPS_SEEN) {
        LockSupport.parkNanos(100_000); // files are made more slowly than this loop fills them
      }
    }
  }

  /** A packet that is new. */
  @Benchmark
  public SeenTags.Answer add() {
    ByteBuffer.wrap(tag).putLong(next++);
    return tags.add(tag, 0);
  }

  /** Leaves nothing behind. */
  @TearDown
  public void forget() throws IOException {
    memory.close();
    files.close();
  }
}
